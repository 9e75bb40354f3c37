import { aws, begin, HOME } from './deployment';
import { asking } from '../../../src/cloudformation/resources/handler-error';
import { serviceModel } from '../../../src/model/service-model';
import { ServiceError, StandInFault } from '../../../src/service-error';

// What a handler makes of the errors of a service.

const ERRORS = ['ThrottlingException', 'AccessDeniedException', 'SomethingElse'];

/** Asks a Recycle Bin that fails. */
async function failure(error: Error): Promise<Error> {
  const operations = {
    DeleteRule: () => {
      throw error;
    },
  };
  await begin(() => [{ model: serviceModel('rbin/2021-06-15'), invalidRequest: [], operations, errors: [...ERRORS, 'ServiceQuotaExceededException'] }]);
  return asking(aws, { signingName: 'rbin', model: 'rbin/2021-06-15', title: 'Rbin' })('DeleteRule', { Identifier: 'rule0000001' }, HOME).catch(it => it);
}

test.each([
  ['ConflictException', 409, 'ResourceConflict'],
  ['ResourceNotFoundException', 404, 'NotFound'],
  ['ValidationException', 400, 'InvalidRequest'],
  ['ServiceQuotaExceededException', 402, 'ServiceLimitExceeded'],
  ['InternalServerException', 500, 'ServiceInternalError'],
  ['ThrottlingException', 400, 'Throttling'],
  ['AccessDeniedException', 400, 'AccessDenied'],
  ['SomethingElse', 400, 'GeneralServiceException'],
])('%s is told with its status and the code of the contract', async (code, status, handlerErrorCode) => {
  expect((await failure(new ServiceError(code, 'It does not go.'))).message).toBe(
    `Resource handler returned message: "It does not go. (Service: Rbin, Status Code: ${status})" (RequestToken: local, HandlerErrorCode: ${handlerErrorCode})`);
});

test('a fault of the stand-in stays one', async () => {
  const fault = new StandInFault('not modelled');
  expect(await failure(fault)).toBe(fault);
});
