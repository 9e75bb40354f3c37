import type { Protocol } from './protocol';
import { errorBody, statusOf } from '../service';

/**
 * awsJson1.0 and 1.1: the operation stands in a header, everything else in the body.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const json: Protocol = {
  asked(model, { headers, body }) {
    const [prefix, operation] = String(headers['x-amz-target']).split('.');
    return prefix === model.metadata.targetPrefix && operation in model.operations ? { operation, input: JSON.parse(body || '{}') } : undefined;
  },

  success(model, _, output) {
    return { status: 200, headers: contentType(model.metadata.jsonVersion), body: JSON.stringify(output) };
  },

  failure(service, error) {
    return {
      status: statusOf(service, error.code),
      headers: contentType(service.model.metadata.jsonVersion),
      body: JSON.stringify({ __type: error.code, ...errorBody(service, error) }),
    };
  },
};

function contentType(version = '1.1'): Record<string, string> {
  return { 'content-type': `application/x-amz-json-${version}` };
}
