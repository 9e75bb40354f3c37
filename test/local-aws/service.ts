import type { ServiceModel } from './model/service-model';
import { violations } from './model/violations';
import { ServiceError, StandInFault } from './service-error';
import type { Caller } from './world';

/** What an operation does: a function of what was asked, and of who asks. */
export type Operation = (input: any, caller: Caller) => object;

/** A service of the stand-in: AWS's model of it, and the operations that it serves. */
export interface Service {
  readonly model: ServiceModel;

  /** What the service answers to a request that breaks its model: the first of these that the operation has. */
  readonly invalidRequest: readonly { readonly code: string; readonly details?: Readonly<Record<string, unknown>> }[];

  readonly operations: Readonly<Record<string, Operation>>;
}

/**
 * What an error says, as the model has it: services spell its message in two ways.
 */
export function errorBody({ model }: Service, { code, message, details }: ServiceError): object {
  const shape = model.shapes[code];
  const spelling = Object.keys(shape?.members ?? {}).find(name => name.toLowerCase() === 'message') ?? 'message';
  const body = { [spelling]: message, ...details };
  const wrong = shape ? violations(model, code, body) : [];
  if (wrong.length > 0) {
    throw new StandInFault(wrong.join('; '));
  }
  return body;
}

/** Errors that any operation of any service may answer with. */
const COMMON_ERRORS = ['ThrottlingException', 'AccessDeniedException'];

/**
 * Carries an operation out, and holds what was asked and what is answered against AWS's model.
 *
 * @throws ServiceError what the service answers instead of an output
 * @throws StandInFault what must not happen: the stand-in breaks the model
 */
export function perform({ model, operations, invalidRequest }: Service, name: string, input: object, caller: Caller): object {
  const operation = model.operations[name];
  const carryOut = operations[name];
  if (carryOut === undefined) {
    throw new StandInFault(`${name} is not served`);
  }
  const listed = (operation.errors ?? []).map(error => error.shape);
  const broken = operation.input ? violations(model, operation.input.shape, input, name) : [];
  if (broken.length > 0) {
    const { code, details } = invalidRequest.find(it => listed.includes(it.code)) ?? { code: 'ValidationException' };
    throw new ServiceError(code, broken.join('; '), details);
  }

  let output: object;
  try {
    output = carryOut(input, caller);
  } catch (error) {
    if (error instanceof ServiceError && ![...listed, ...COMMON_ERRORS].includes(error.code)) {
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
