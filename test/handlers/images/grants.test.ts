import { callsFor, GrantAction, GrantedAmi } from '../../../lib/handlers/images/grants';
import { principals } from '../../support/principals';

// The calls that change grants: as many principals at a time as one call takes, and grants before revocations.

const AMI: GrantedAmi = {
  imageId: 'ami-0000000000000000a', region: 'eu-west-1', account: '111111111111', state: 'available', isPublic: false, hasWatermark: false,
  hasProductCode: false, description: '', launch: [], snapshots: [],
};

const many = (count: number, from = 0) => principals(...Array.from({ length: count }, (_, index) => String(from + index).padStart(12, '0')));

const shown = ({ action, on, add, remove }: GrantAction) => [action, on, add.length, remove.length];

test('nothing to change is no call', () => {
  expect(callsFor(AMI, [{ right: 'launch', target: AMI.imageId, add: [], remove: [] }, { right: 'copy', target: 'snap-1', add: [], remove: [] }])).toEqual([]);
});

test('more launch permissions than a call changes are granted before any is revoked', () => {
  const calls = callsFor(AMI, [{ right: 'launch', target: AMI.imageId, add: many(10_001), remove: many(2, 20_000) }]);
  const on = 'ami-0000000000000000a in eu-west-1';
  expect(calls.map(shown)).toEqual([['ModifyImageAttribute', on, 10_000, 0], ['ModifyImageAttribute', on, 1, 2]]);
  expect(calls[1].remove).toEqual(many(2, 20_000));
});

test('snapshots are granted before the AMI, and revoked after it, 500 principals a call', () => {
  const calls = callsFor(AMI, [
    { right: 'launch', target: AMI.imageId, add: many(1), remove: many(1, 20_000) }, { right: 'copy', target: 'snap-1', add: many(501), remove: many(501, 20_000) },
  ]);
  const on = 'snap-1 of ami-0000000000000000a in eu-west-1';
  expect(calls.map(shown)).toEqual([
    ['ModifySnapshotAttribute', on, 500, 0], ['ModifySnapshotAttribute', on, 1, 0],
    ['ModifyImageAttribute', 'ami-0000000000000000a in eu-west-1', 1, 1],
    ['ModifySnapshotAttribute', on, 0, 500], ['ModifySnapshotAttribute', on, 0, 1],
  ]);
});
