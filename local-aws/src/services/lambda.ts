import type { Functions } from '../lambda/functions';
import { serviceModel } from '../model/service-model';
import type { Service } from '../service';
import { ServiceError, StandInFault } from '../service-error';
import { Caller, PARTITION } from '../world';

/**
 * Lambda: invoking a function asynchronously.
 *
 * Modelled from the API reference (Invoke) and the developer guide ("Invoking a Lambda function asynchronously").
 */
export function lambda(functions: Functions): Service {
  return {
    model: serviceModel('lambda/2015-03-31'),
    invalidRequest: [{ code: 'InvalidParameterValueException' }],
    throttled: 'TooManyRequestsException',
    access: {
      Invoke: ({ FunctionName }, caller) => [{ action: 'lambda:InvokeFunction', resource: functionArn(FunctionName, caller) }],
    },
    operations: {
      Invoke: ({ FunctionName, InvocationType, Payload = '{}' }, caller) => {
        if (InvocationType !== 'Event') {
          throw new StandInFault(`Invoke with the invocation type ${InvocationType ?? 'RequestResponse'} is not modelled`);
        }
        const arn = functionArn(FunctionName, caller);
        if (functions.definition(arn) === undefined) {
          throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`);
        }
        functions.invoke(arn, parsed(Payload));
        return { StatusCode: 202 };
      },
    },
  };
}

/** The ARN of a function by its name or ARN. */
function functionArn(name: string, { account, region }: Caller): string {
  const own = `arn:${PARTITION}:lambda:${region}:${account}:function:`;
  const arn = name.includes(':') ? name : `${own}${name}`;
  if (!arn.startsWith(own) || arn.split(':').length !== 7) {
    throw new StandInFault(`a function by ${name} is not modelled: only by its name or ARN, without a version, in its own account and Region`);
  }
  return arn;
}

function parsed(payload: string): object {
  try {
    return JSON.parse(payload);
  } catch (error) {
    throw new ServiceError('InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
}
