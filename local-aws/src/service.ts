import type { ServiceModel } from './model/service-model';
import { violations } from './model/violations';
import { ServiceError, StandInFault } from './service-error';
import type { Caller, Regional } from './world';

/** What an operation does: a function of what was asked, and of who asks. */
export type Operation = (input: any, caller: Caller) => object | Promise<object>;

/** What a caller needs to be allowed for an operation. An operation may need several things. */
export interface AccessRequest {
  readonly action: string;

  /** The ARN of what the action is on, or `*`. */
  readonly resource: string;

  /** The condition keys that the service fills in, besides those of the caller. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** A service of the stand-in: AWS's model of it, and the operations that it serves. */
export interface Service {
  readonly model: ServiceModel;

  /**
   * What the service answers to a request that breaks its model: the first of these that the operation has, and that is for what is
   * wrong, if it is not for everything.
   */
  readonly invalidRequest: readonly { readonly code: string; readonly details?: Readonly<Record<string, unknown>>; readonly when?: RegExp }[];

  readonly operations: Readonly<Record<string, Operation>>;

  /** What a role needs for each operation. Without an entry a role cannot ask for it here. */
  readonly access?: Readonly<Record<string, (input: any, caller: Caller) => readonly AccessRequest[]>>;

  /** Everything that the service keeps, so that reads can lag behind writes. */
  readonly state?: readonly Regional<unknown>[];

  /** Errors that any operation may answer with, where the model lists none. */
  readonly errors?: readonly string[];

  /** How it says that a role may not. @default 'AccessDeniedException' */
  readonly accessDenied?: string;

  /** How it says that it was asked too often. @default 'ThrottlingException' */
  readonly throttled?: string;
}

/** The name by which requests are signed for a service. */
export function signingName({ model: { metadata } }: Service): string {
  return metadata.signingName ?? metadata.endpointPrefix;
}

/** The errors that an operation may answer with. */
export function errorsOf({ model, errors = [], accessDenied = 'AccessDeniedException', throttled = 'ThrottlingException' }: Service, operation: string): string[] {
  return [...(model.operations[operation].errors ?? []).map(error => codeOf(model, error.shape)), ...errors, accessDenied, throttled];
}

/** What an error is called on the wire: not always as its shape. */
function codeOf(model: ServiceModel, shape: string): string {
  return model.shapes[shape].error?.code ?? shape;
}

/** The shape of an error, by its code. */
export function errorShape({ model }: Service, code: string): string | undefined {
  return model.shapes[code]?.type === 'structure' ? code
    : Object.keys(model.shapes).find(shape => model.shapes[shape].error?.code === code);
}

/** The status with which an error is answered. */
export function statusOf(service: Service, code: string): number {
  const shape = errorShape(service, code);
  return shape === undefined ? 400 : service.model.shapes[shape].error?.httpStatusCode ?? 400;
}

/**
 * What an error says, as the model has it: services spell its message in two ways.
 */
export function errorBody(service: Service, { code, message, details }: ServiceError): object {
  const shape = errorShape(service, code);
  const members = shape === undefined ? {} : service.model.shapes[shape].members ?? {};
  const spelling = Object.keys(members).find(name => name.toLowerCase() === 'message') ?? 'message';
  const body = { [spelling]: message, ...details };
  const { [spelling]: _, ...declared } = body;
  const wrong = shape ? violations(service.model, shape, spelling in members ? body : declared) : [];
  if (wrong.length > 0) {
    throw new StandInFault(wrong.join('; '));
  }
  return body;
}

/**
 * Carries an operation out, and holds what was asked and what is answered against AWS's model.
 *
 * @param allow Refuses what the caller may not do. It is asked about requests that follow the model.
 * @throws ServiceError what the service answers instead of an output
 * @throws StandInFault what must not happen: the stand-in breaks the model
 */
export async function perform(service: Service, name: string, input: object, caller: Caller, allow = async () => {}): Promise<object> {
  const { model, operations, invalidRequest } = service;
  const operation = model.operations[name];
  const carryOut = operations[name];
  if (carryOut === undefined) {
    throw new StandInFault(`${name} is not served`);
  }
  const possible = errorsOf(service, name);
  const broken = operation.input ? violations(model, operation.input.shape, input, name) : [];
  if (broken.length > 0) {
    const { code, details } = invalidRequest.find(it => possible.includes(it.code) && (it.when?.test(broken[0]) ?? true)) ?? { code: 'ValidationException' };
    throw new ServiceError(code, broken.join('; '), details);
  }

  await allow();
  let output: object;
  try {
    output = await carryOut(input, caller);
  } catch (error) {
    if (error instanceof ServiceError && !possible.includes(error.code)) {
      throw new StandInFault(`${name} has no error ${error.code}`);
    }
    throw error;
  }
  const wrong = operation.output ? violations(model, operation.output.shape, output, `answer to ${name}`) : [];
  if (wrong.length > 0) {
    throw new StandInFault(wrong.join('; '));
  }
  return output;
}
