import { randomBytes } from 'node:crypto';
import type { FunctionDefinition } from './function-host';
import { accessKeyOf } from '../server';

/** The memory of a function, in megabytes. It limits nothing here. */
export const MEMORY = '128';

/**
 * The environment variables of a function: those of Lambda, as far as code or the SDK look at them, and its own. No others: what is
 * in the environment of the tests is not in the environment of a function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function variablesOf(
  { account, region, name, handler, logGroup, environment }: FunctionDefinition,
  { sessionToken, endpoint, now }: { readonly sessionToken: string; readonly endpoint: string; readonly now: number },
): Record<string, string> {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: MEMORY,
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[$LATEST]${randomBytes(16).toString('hex')}`,
    AWS_ACCESS_KEY_ID: accessKeyOf(account),
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_SESSION_TOKEN: sessionToken,
    AWS_ENDPOINT_URL: endpoint,
    _HANDLER: handler,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...environment,
  };
}
