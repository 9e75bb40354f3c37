import type { CustomResourceEvent } from '../../lib/cloudformation/event';

export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Images/12345678-90ab-cdef-1234-567890abcdef';
export const REQUEST_ID = '0f4c9a32-6f0d-4f6f-8a4f-3a2b1c0d9e8f';
export const LOGICAL_ID = 'Things1A2B3C4D';
export const SECRET_URL = 'https://cloudformation-custom-resource-response.s3.eu-west-1.amazonaws.com/answer?X-Amz-Signature=secret';

/** A creation, without properties. */
export const EVENT: CustomResourceEvent = {
  RequestType: 'Create',
  ResponseURL: SECRET_URL,
  StackId: STACK_ID,
  RequestId: REQUEST_ID,
  ResourceType: 'Custom::Things',
  LogicalResourceId: LOGICAL_ID,
  ResourceProperties: {},
};
