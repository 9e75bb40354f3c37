import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesised } from './apps';
import type { Stack, Template } from '../../local-aws/src/cloudformation';
import { accessKeyOf } from '../../local-aws/src/server';
import { HOME, StandIn } from '../../local-aws/src/stand-in';

// A world as the page of integ/ asks for it: another account, an organization that shares, and a retention rule that no stack made.

const PARTNER = '222222222222';
const ORGANIZATION = 'arn:aws:organizations::333333333333:organization/o-aaaaaaaaaa';
const UNIT = 'arn:aws:organizations::333333333333:ou/o-aaaaaaaaaa/ou-ab12-11111111';

export let world: StandIn;

/** What somebody says of this world in environment variables. */
let variables: Readonly<Record<string, string>>;

const before = { ...process.env };

/** Begins a world, which SDKs take for AWS. */
export async function begin(): Promise<void> {
  world = await StandIn.start({
    ram: { organization: { arn: ORGANIZATION, managementAccount: '333333333333', accounts: ['333333333333', HOME.account], units: [UNIT], sharingEnabled: true } },
  });
  const rule = { ResourceType: 'EBS_VOLUME', RetentionPeriod: { RetentionPeriodValue: 1, RetentionPeriodUnit: 'DAYS' } };
  const { Identifier: INTEG_RETENTION_RULE } = await world.server.call('rbin', 'CreateRule', rule, HOME);
  world.clock.advance({ minutes: 30 });
  variables = { INTEG_PARTNER_ACCOUNT: PARTNER, INTEG_ORGANIZATION: ORGANIZATION, INTEG_UNIT: UNIT, INTEG_RETENTION_RULE };
  process.env = {
    ...before,
    AWS_ENDPOINT_URL: world.server.endpoint,
    AWS_REGION: HOME.region,
    AWS_ACCESS_KEY_ID: accessKeyOf(HOME.account),
    AWS_SECRET_ACCESS_KEY: 'none',
    // Nothing of whoever runs the tests.
    AWS_CONFIG_FILE: join(tmpdir(), 'none'), AWS_SHARED_CREDENTIALS_FILE: join(tmpdir(), 'none'), AWS_PROFILE: '',
  };
}

/** Ends the world, in which nothing was wrong. */
export async function end(): Promise<void> {
  process.env = before;
  await world.stop();
  expect(world.faults).toEqual([]);
}

/** Deploys the stack that an app tests, and returns it with the template of the one that asks AWS. */
export async function deploy(app: string): Promise<{ readonly stack: Stack; readonly assertions: Template }> {
  const { assembly, stackName, assertions } = synthesised(app, variables);
  const stack = await world.deploy(assembly, stackName, { template: withImages(assembly.getStackByName(stackName).template) });
  await world.functions.idle();
  return { stack, assertions };
}

/** Deletes a stack. */
export async function remove({ name: stackName }: Stack): Promise<Stack> {
  const stack = await world.cloudFormation.delete({ ...HOME, stackName });
  await world.functions.idle();
  return stack!;
}

/** How the retention rules are that are there. */
export async function rules(): Promise<string[]> {
  const kinds = await Promise.all(['EBS_SNAPSHOT', 'EC2_IMAGE', 'EBS_VOLUME'].map(ResourceType => world.server.call('rbin', 'ListRules', { ResourceType }, HOME)));
  const states: Readonly<Record<string, string>> = { locked: 'locked', pending_unlock: 'being unlocked' };
  return kinds.flatMap(({ Rules: found }) => found.map(({ LockState: state }: { LockState?: string }) => states[state ?? ''] ?? 'not locked')).sort();
}

/** A template with images that are there already, in the place of those that are built: nothing is built here. */
function withImages({ Resources: resources, ...rest }: Template): Template {
  const images = Object.keys(resources).filter(logicalId => resources[logicalId].Type === 'AWS::ImageBuilder::Image');
  const built = new Map(images.map((logicalId, index) => {
    const ImageId = `ami-${String(index).padStart(17, '0')}`;
    const Arn = world.imageBuilder.addImage(HOME, { amis: [{ image: ImageId }] });
    return [logicalId, { Ref: Arn, Arn, ImageId } as Readonly<Record<string, string>>];
  }));
  const replaced = (value: any): any => {
    if (Array.isArray(value)) {
      return value.map(replaced);
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const [logicalId, attribute] = value['Fn::GetAtt'] ?? [value.Ref, 'Ref'];
    return built.get(logicalId)?.[attribute] ?? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, replaced(part)]));
  };
  const others = Object.entries(resources).filter(([logicalId]) => !built.has(logicalId));
  return replaced({
    ...rest,
    Resources: Object.fromEntries(others.map(([logicalId, { DependsOn: after = [], ...resource }]) =>
      [logicalId, { ...resource, DependsOn: [after].flat().filter(it => !built.has(it)) }])),
  });
}
