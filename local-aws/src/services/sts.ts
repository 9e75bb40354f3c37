import { randomUUID } from 'node:crypto';
import { notAuthorized, IdentityStore } from '../iam/identity-store';
import { accountOf, principalArn, sessionArn } from '../iam/principals';
import { serviceModel } from '../model/service-model';
import { accessKeyOf } from '../server';
import type { Service } from '../service';
import { ServiceError, StandInFault } from '../service-error';
import type { Sessions } from '../sessions';
import type { Caller, Clock } from '../world';

/** How long a session lasts, unless somebody asks otherwise; and how long at most, of one who acts with a role already. */
const HOUR = 3_600;

/** The parameters of AssumeRole that count here. */
const MODELLED = ['RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId'];

/**
 * STS: who one is, and acting with another role.
 *
 * Modelled from the API reference (AssumeRole, GetCallerIdentity) and the IAM user guide ("Methods to assume a role", "How to use an
 * external ID"). AWS does not tell whether a role does not exist or does not trust.
 */
export function sts(clock: Clock, identities: IdentityStore, sessions: () => Sessions): Service {
  return {
    model: serviceModel('sts/2011-06-15'),
    invalidRequest: [{ code: 'ValidationError' }],
    errors: ['ValidationError'],
    accessDenied: 'AccessDenied',
    throttled: 'Throttling',
    access: {
      AssumeRole: ({ RoleArn, RoleSessionName, ExternalId }) => [{
        action: 'sts:AssumeRole',
        resource: RoleArn,
        context: { 'sts:RoleSessionName': RoleSessionName, ...ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId } },
      }],
      // Whoever has credentials may ask, even if a policy denies it.
      GetCallerIdentity: () => [],
    },
    operations: {
      AssumeRole: async (input, caller) => {
        const { RoleArn: role, RoleSessionName: name, ExternalId: externalId, DurationSeconds: seconds = HOUR } = input;
        const unmodelled = Object.keys(input).filter(it => !MODELLED.includes(it));
        if (unmodelled.length > 0) {
          throw new StandInFault(`AssumeRole with ${unmodelled.join(', ')} is not modelled`);
        }
        const principal = principalArn(caller);
        if (!await identities.admits(role, { principal, role: caller.role, sessionName: name, externalId })) {
          throw new ServiceError('AccessDenied', notAuthorized(principal, 'sts:AssumeRole', role));
        }
        if (caller.role !== undefined && seconds > HOUR) {
          throw new ServiceError('ValidationError', 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
        }
        const account = accountOf(role);
        return {
          Credentials: {
            AccessKeyId: accessKeyOf(account),
            SecretAccessKey: randomUUID(),
            SessionToken: sessions().begin({ account, role, name }),
            Expiration: clock.now() + seconds,
          },
          AssumedRoleUser: { AssumedRoleId: `${roleId(role)}:${name}`, Arn: sessionArn(role, name) },
        };
      },

      GetCallerIdentity: (_, caller) => ({ Account: caller.account, Arn: principalArn(caller), UserId: userId(caller) }),
    },
  };
}

function userId(caller: Caller): string {
  return caller.role === undefined ? caller.account : `${roleId(caller.role)}:${principalArn(caller).split('/').at(-1)}`;
}

/** The unique id of a role. Here it is the same for a role that is made again under the same name. */
function roleId(arn: string): string {
  return `AROA${Buffer.from(arn).toString('hex').toUpperCase().slice(-17)}`;
}
