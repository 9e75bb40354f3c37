import {
  attributesOf, begin, buildersOf, deploy, end, events, failure, GOLDEN, NEXT, notes, policyOf, remove, sharesOf, world, writes, X, Y,
} from './world';
import { failing } from '../../../local-aws/src/disturbances';

// What AWS does in these cases is not documented: it has to work either way.

afterEach(() => end());

test.each<[string, Parameters<typeof begin>[0]]>([
  ['no default permission matches a policy', { ram: { defaultPermissionMatches: false } }],
  ['shares from policies take tags', { ram: { tagsSharesFromPolicies: true } }],
  ['RAM says policies in its own words', { ram: { rewritesPolicies: true } }],
  ['what is associated can be associated again', { ram: { acceptsRepeatedAssociations: true } }],
  ['a policy becomes a share late', { ram: { policySeconds: 90 } }],
  ['a policy becomes a share after some reads', { ram: { policyReads: 7 } }],
  ['what is missing is a ResourceNotFoundException', { imageBuilder: { missingIs: 'ResourceNotFoundException' } }],
])('it works if %s', async (_, options) => {
  await begin(options);
  const gone = GOLDEN.replace(/1$/, '9');
  expect(attributesOf(await deploy({ images: [GOLDEN, gone] }))).toEqual({ SharedImageCount: '1' });
  expect((await deploy({ images: [GOLDEN, NEXT], principals: [Y] })).status).toBe('UPDATE_COMPLETE');
  expect((await deploy({ images: [NEXT], breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([await buildersOf(), await buildersOf(NEXT)]).toEqual([[Y], [Y]]);
  expect((await deploy({ principals: [X] })).status).toBe('UPDATE_COMPLETE');
  expect([await buildersOf(), await buildersOf(NEXT)]).toEqual([[X], []]);
  expect((await remove())!.status).toBe('DELETE_COMPLETE');
  expect([await sharesOf(), await policyOf(), await policyOf(NEXT)]).toEqual([[], undefined, undefined]);
});

test('a permission is made once for all images, where no other matches, and stays', async () => {
  await begin({ ram: { defaultPermissionMatches: false } });
  await deploy({ images: [GOLDEN, NEXT] });
  const names = [...await sharesOf(), ...await sharesOf(NEXT)].map(({ permission }) => permission);
  expect(new Set(names).size).toBe(1);
  expect(names[0]).toMatch(/^cdk-image-governance-[0-9a-f]{15}$/);
  await remove();
  expect(notes()).toEqual([GOLDEN, NEXT].map(image => `the managed permission ${names[0]}, which was made for ${image}, stays: other resource shares may use it`));
  expect((await deploy()).status).toBe('CREATE_COMPLETE');
  expect((await sharesOf())[0].permission).toBe(names[0]);
});

test('a share for which RAM finds no permission, also of the policy itself, is tried ten times, and then it is said why', async () => {
  await begin({ ram: { defaultPermissionMatches: false } });
  world.server.disturbances.plan('PromoteResourceShareCreatedFromPolicy', failing('UnmatchedPolicyPermissionException', 'None matches.'), { times: 10 });
  world.server.disturbances.plan('PromotePermissionCreatedFromPolicy', failing('InvalidParameterException', 'Another has the name.'));
  expect((await deploy()).status).toBe('ROLLBACK_COMPLETE');
  expect(failure()).toContain('PromoteResourceShareCreatedFromPolicy failed: None matches. PromotePermissionCreatedFromPolicy: Another has the name. '
    + '(UnmatchedPolicyPermissionException)');
  const tries = writes().filter(call => call.startsWith('Promote')).map(call => call.split(' ')[0]);
  expect(tries.slice(0, 11)).toEqual([
    'PromoteResourceShareCreatedFromPolicy', 'PromotePermissionCreatedFromPolicy', ...Array.from({ length: 9 }, () => 'PromoteResourceShareCreatedFromPolicy'),
  ]);
  expect([await sharesOf(), await policyOf()]).toEqual([[], undefined]);
});

test('a share on which consumers depend may be refused to be deleted', async () => {
  await begin({ ram: { dependedOnIs: 'refused' } });
  await deploy();
  world.ram.dependOn(GOLDEN);
  events();
  expect((await remove())!.status).toBe('DELETE_FAILED');
  expect(failure()).toMatch(/DeleteResourceShare failed: Consumers depend on a resource of the resource share\. RAM ends no sharing .* \(OperationNotPermittedException\)/);
  world.ram.dependOn(GOLDEN, false);
  expect((await remove())!.status).toBe('DELETE_COMPLETE');
});
