import { RbinClient } from '@aws-sdk/client-rbin';
import { CLIENT } from '../../cloudformation/stack';

/** What a rule is not for, on the wire. The client knows nothing of it, and leaves it out of its answers. */
export interface Exclusions {
  readonly ExcludeResourceTags?: readonly unknown[];
}

/** Recycle Bin, whose answers say what a rule excludes as well. Does not try again by itself: see `patiently`. */
export function recycleBin(): RbinClient {
  const client = new RbinClient({ ...CLIENT, maxAttempts: 1 });
  client.middlewareStack.add(next => async args => {
    const result = await next(args);
    const { response } = result as { response: { statusCode: number; body: AsyncIterable<Uint8Array> } };
    const body = await bytesOf(response.body);
    return { ...result, response: Object.assign(response, { body }) };
  }, { step: 'deserialize', priority: 'low', name: 'keepBody' });
  client.middlewareStack.add(next => async args => {
    const result = await next(args).catch(withStatus);
    const { body } = result.response as { body: Uint8Array };
    return Object.assign(result, { output: Object.assign(result.output!, exclusionsIn(body)) });
  }, { step: 'deserialize', priority: 'high', name: 'exclusions' });
  return client;
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What is no JSON, as gateways answer, says by its status alone whether it may pass. This version of the SDK loses that. */
function withStatus(error: { readonly $response?: { readonly statusCode: number }; readonly $metadata?: object }): never {
  throw Object.assign(error, { $metadata: { httpStatusCode: error.$response?.statusCode, ...error.$metadata } });
}

function exclusionsIn(body: Uint8Array): Exclusions {
  const text = Buffer.from(body).toString();
  const { ExcludeResourceTags } = (text === '' ? {} : JSON.parse(text)) as Exclusions;
  return ExcludeResourceTags === undefined ? {} : { ExcludeResourceTags };
}
