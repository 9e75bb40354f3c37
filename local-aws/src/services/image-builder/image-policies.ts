import type { ImageSharing } from './options';
import type { Store } from './store';
import type { Operation } from '../../service';
import { ServiceError } from '../../service-error';

type Allowed = Parameters<ImageSharing['policyPut']>[1];

/** What consumers can be allowed: to read an image, not to change it. */
const SHAREABLE = /^imagebuilder:(?:Get|List)[A-Za-z]+$/;

const PRINCIPAL = /^(?:[0-9]{12}|arn:aws:iam::[0-9]{12}:(?:root|(?:user|role)\/.+))$/;

/**
 * Resource policies of images. There is no operation that removes one.
 *
 * @see API reference, GetImagePolicy and PutImagePolicy
 */
export function imagePolicyOperations(store: Store): Record<string, Operation> {
  const { imagePolicies, options } = store;
  return {
    GetImagePolicy: ({ imageArn }, caller) => {
      store.image(caller, imageArn, 'ResourceNotFoundException');
      const policy = imagePolicies.of(caller).get(imageArn);
      return policy === undefined || options.sharing?.withdrewPolicy(imageArn) ? {}
        : { policy: options.sharing?.policyInOwnWords?.(imageArn) ?? policy };
    },

    PutImagePolicy: ({ imageArn, policy }, caller) => {
      store.image(caller, imageArn, 'ResourceNotFoundException');
      const allowed = parsed(policy, imageArn, options.acceptsWildcardPrincipals);
      options.sharing?.policyPut(imageArn, allowed);
      imagePolicies.of(caller).set(imageArn, policy);
      return { imageArn };
    },
  };
}

/** What a policy allows, and to whom. The Resource Access Manager validates a policy before it is put on an image. */
function parsed(text: string, imageArn: string, acceptsWildcards: boolean): Allowed {
  let document: any;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid('The policy is no JSON.');
  }
  const statements = listOf(document?.Statement);
  if (statements.length === 0) {
    throw invalid('The policy has no statement.');
  }
  for (const { Effect: effect, Resource: resource, Action: action, Principal: principal } of statements) {
    const principals = principalsOf(principal);
    const broken = effect !== 'Allow' ? 'The effect of a statement must be Allow.'
      : listOf(resource).length !== 1 || listOf(resource)[0] !== imageArn ? `The resource of a statement must be ${imageArn}.`
        : !listOf(action).length || !listOf(action).every(it => SHAREABLE.test(it)) ? 'A statement must allow actions that read images.'
          : !principals.length || !principals.every(it => PRINCIPAL.test(it) || (acceptsWildcards && it === '*'))
            ? 'A statement has a principal that is not valid.'
            : undefined;
    if (broken !== undefined) {
      throw invalid(broken);
    }
  }
  const all = (of: (statement: any) => string[]) => [...new Set(statements.flatMap(of))].sort();
  return { actions: all(({ Action: action }) => listOf(action)), principals: all(({ Principal: principal }) => principalsOf(principal)) };
}

function principalsOf(principal: any): string[] {
  return principal === '*' ? ['*'] : listOf(principal?.AWS);
}

function listOf(value: any): any[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
