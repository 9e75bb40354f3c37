import { serviceModel } from '../../model/service-model';
import type { InternalCalls } from '../../server';
import { statusOf } from '../../service';
import { ServiceError } from '../../service-error';
import type { Caller } from '../../world';

/** The codes of CloudFormation's handler contract, as far as anything here fails with them. */
type HandlerErrorCode =
  | 'AccessDenied' | 'AlreadyExists' | 'GeneralServiceException' | 'InvalidRequest' | 'NotFound' | 'NotStabilized' | 'NotUpdatable'
  | 'ResourceConflict' | 'ServiceInternalError' | 'ServiceLimitExceeded' | 'Throttling';

/** A failure of a handler, with the words in which CloudFormation tells of it. */
export class HandlerError extends Error {
  constructor(public readonly code: HandlerErrorCode, message: string) {
    super(`Resource handler returned message: "${message}" (RequestToken: local, HandlerErrorCode: ${code})`);
  }
}

/** Whether something failed with a code. */
export function failed(error: unknown, code: HandlerErrorCode): boolean {
  return error instanceof HandlerError && error.code === code;
}

/** To which code of the contract an error of a service belongs, by its own code: the first that fits. */
const CODES: readonly (readonly [RegExp, HandlerErrorCode])[] = [
  [/Throttl|RateLimit|TooManyRequests/, 'Throttling'],
  [/NotFound|UnknownResource/, 'NotFound'],
  [/AlreadyExists/, 'AlreadyExists'],
  [/AccessDenied|Forbidden|NotPermitted|Unauthorized/, 'AccessDenied'],
  [/Quota|LimitExceeded/, 'ServiceLimitExceeded'],
  [/Conflict|InUse/, 'ResourceConflict'],
  [/Validation|Invalid|Malformed|Unsupported|Mismatch/, 'InvalidRequest'],
  [/Internal|Unavailable|^Server|^ServiceException$/, 'ServiceInternalError'],
];

/** A service as handlers ask it. */
export interface AskedService {
  /** The name by which requests to it are signed. */
  readonly signingName: string;

  /** Its model, such as `rbin/2021-06-15`. */
  readonly model: string;

  /** What handlers call it when they tell of its errors. */
  readonly title: string;

  /** What an error means, where its code does not say it. */
  readonly meaning?: (error: ServiceError) => HandlerErrorCode | undefined;
}

/** Asks a service for an operation. */
export type Ask = (operation: string, input: object, caller: Caller) => Promise<any>;

/** How handlers ask a service: with its errors as theirs. A fault of the stand-in stays one. */
export function asking(server: InternalCalls, { signingName, model, title, meaning }: AskedService): Ask {
  return async (operation, input, caller) => {
    try {
      return await server.call(signingName, operation, input, caller);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      const status = statusOf({ model: serviceModel(model), invalidRequest: [], operations: {} }, error.code);
      const code = meaning?.(error) ?? CODES.find(([pattern]) => pattern.test(error.code))?.[1] ?? 'GeneralServiceException';
      throw new HandlerError(code, `${error.message} (Service: ${title}, Status Code: ${status})`);
    }
  };
}
