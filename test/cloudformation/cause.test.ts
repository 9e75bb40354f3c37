import { Cause, causeOf, isForward } from '../../lib/cloudformation/event';
import { serviceModel } from '../../local-aws/src/model/service-model';

const REQUESTS = ['Create', 'Update', 'Delete'] as const;

/** Why a creation, an update and a deletion come under each status. */
const CAUSES: Readonly<Record<string, readonly [Cause, Cause, Cause]>> = {
  CREATE_IN_PROGRESS: ['creation', 'overtaken', 'overtaken'],
  CREATE_FAILED: ['overtaken', 'overtaken', 'overtaken'],
  CREATE_COMPLETE: ['overtaken', 'overtaken', 'overtaken'],
  ROLLBACK_IN_PROGRESS: ['overtaken', 'overtaken', 'rolled-back creation'],
  ROLLBACK_FAILED: ['overtaken', 'overtaken', 'overtaken'],
  ROLLBACK_COMPLETE: ['overtaken', 'overtaken', 'overtaken'],
  DELETE_IN_PROGRESS: ['overtaken', 'overtaken', 'stack deletion'],
  DELETE_FAILED: ['overtaken', 'overtaken', 'overtaken'],
  DELETE_COMPLETE: ['overtaken', 'overtaken', 'overtaken'],
  UPDATE_IN_PROGRESS: ['creation', 'update', 'rolled-back creation'],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ['overtaken', 'overtaken', 'removal'],
  UPDATE_COMPLETE: ['overtaken', 'overtaken', 'overtaken'],
  UPDATE_FAILED: ['overtaken', 'overtaken', 'overtaken'],
  UPDATE_ROLLBACK_IN_PROGRESS: ['overtaken', 'rollback', 'rolled-back creation'],
  UPDATE_ROLLBACK_FAILED: ['overtaken', 'overtaken', 'overtaken'],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ['overtaken', 'overtaken', 'rolled-back creation'],
  UPDATE_ROLLBACK_COMPLETE: ['overtaken', 'overtaken', 'overtaken'],
  REVIEW_IN_PROGRESS: ['overtaken', 'overtaken', 'overtaken'],
  IMPORT_IN_PROGRESS: ['overtaken', 'overtaken', 'overtaken'],
  IMPORT_COMPLETE: ['overtaken', 'overtaken', 'overtaken'],
  IMPORT_ROLLBACK_IN_PROGRESS: ['overtaken', 'overtaken', 'overtaken'],
  IMPORT_ROLLBACK_FAILED: ['overtaken', 'overtaken', 'overtaken'],
  IMPORT_ROLLBACK_COMPLETE: ['overtaken', 'overtaken', 'overtaken'],
};

test('every status that CloudFormation knows was thought of', () => {
  const { StackStatus } = serviceModel('cloudformation/2010-05-15').shapes;
  expect(Object.keys(CAUSES).sort()).toEqual([...StackStatus.enum!].sort());
});

test.each(Object.entries(CAUSES))('events under %s', (status, causes) => {
  expect(REQUESTS.map(request => causeOf(request, status))).toEqual(causes);
});

test('why an event came is unknown if the status could not be read', () => {
  expect(REQUESTS.map(request => causeOf(request, undefined))).toEqual(['unknown', 'unknown', 'unknown']);
});

// CloudFormation waits, and a status that this version has never heard of does not say whether the event is still good.
test.each(['UPDATE_WITH_CARE_IN_PROGRESS', 'PAUSED_IN_PROGRESS', 'UPDATE_PAUSED', 'UPDATE_COMPLETE_CLEANUP', ''])('a status that nobody knows says nothing: %s', status => {
  expect(REQUESTS.map(request => causeOf(request, status))).toEqual(['unknown', 'unknown', 'unknown']);
});

test('a creation and an update go forward, and nothing else does', () => {
  const causes: Record<Cause, boolean> = {
    'creation': true,
    'update': true,
    'rollback': false,
    'removal': false,
    'rolled-back creation': false,
    'stack deletion': false,
    'overtaken': false,
    'unknown': false,
  };
  expect(Object.fromEntries(Object.keys(causes).map(cause => [cause, isForward(cause as Cause)]))).toEqual(causes);
});
