import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { beginWith, callsAbout, changing, end, send, world } from './handled-stack';
import {
  ImageAttributes, ImageBuild, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateUpdate, LockedRetentionRule,
  RetainedResourceType, RuleLock,
} from '../../lib';
import { deploymentOf } from '../../local-aws/src/cloudformation';
import { HOME } from '../../local-aws/src/stand-in';
import { errorsOf } from '../support/stacks';

// A bad value that synthesis sees is refused there; one that comes through a token is refused at deployment, with the same id, words and remedy.

const AMI = 'ami-0000000000000000a';

/** A construct that takes a value, and a value that a rule refuses. */
type Case = readonly [rule: string, declare: (scope: Construct, value: string) => unknown, bad: string];

const share = (scope: Construct, props: { readonly image?: string; readonly launch?: ImagePrincipal; readonly copy?: ImagePrincipal[] }) =>
  new ImageSharePolicy(scope, 'It', {
    images: [ImageSelection.fromAmiId(props.image ?? AMI)], launch: [props.launch ?? ImagePrincipal.account('222222222222')], copy: props.copy,
  });

const CASES: readonly Case[] = [
  ['ImageSharePolicy.PrincipalFormat', (scope, value) => share(scope, { launch: ImagePrincipal.organizationalUnit(value) }), 'ou-ab12-11111111'],
  ['ImageSharePolicy.PrincipalFormat', (scope, value) => share(scope, { launch: ImagePrincipal.account(value) }), '22222222222'],
  ['ImageSharePolicy.PrincipalFormat', (scope, value) => share(scope, { copy: [ImagePrincipal.account(value)] }), '2222-2222-2222'],
  ['ImageSharePolicy.ImageFormat', (scope, value) => share(scope, { image: value }), 'ami-golden'],
  ['ImageAttributes.DescriptionCharacters', (scope, value) =>
    new ImageAttributes(scope, 'It', { images: [ImageSelection.fromAmiId(AMI)], description: value }), 'hardened – golden'],
  ['ImageStateUpdate.ImageFormat', (scope, value) =>
    new ImageStateUpdate(scope, 'It', { image: ImageBuild.fromImageBuildVersionArn(value), state: ImageState.available() }),
  'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0'],
  ['LockedRetentionRule.DescriptionCharacters', (scope, value) => new LockedRetentionRule(scope, 'It', {
    resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(30), lock: RuleLock.locked(Duration.days(7)), description: value,
  }), 'two\tblanks'],
];

const newStack = () => new Stack(new App(), 'Images', { env: HOME });

/** The mistakes that synthesis tells of a value: without the construct before, and the AWS page behind. */
function toldAtSynthesis(declare: Case[1], value: string): string[] {
  const stack = newStack();
  declare(stack, value);
  return errorsOf(() => (stack.node.root as App).synth()).map(error => error.replace(/^\[[^\]]+\] /, '').replace(/, https:[^ ]+\)$/, ')'));
}

beforeEach(() => beginWith({}, () => world.ec2.images.addImage({ ...HOME, imageId: AMI, snapshots: [] })));

afterEach(() => end());

test.each(CASES)('%s: a value that is bad is refused with the same words at synthesis and at deployment', async (rule, declare, bad) => {
  const told = toldAtSynthesis(declare, bad);
  expect(told).toEqual([expect.stringMatching(new RegExp(`^\\S+ .* \\(cdk-image-governance:${rule}\\)$`))]);

  const stack = newStack();
  declare(stack, new CfnParameter(stack, 'Value', { default: bad }).valueAsString);
  const { status } = await send(deploymentOf((stack.node.root as App).synth(), 'Images', HOME));
  expect(status).toBe('ROLLBACK_COMPLETE');
  const [reason] = world.cloudFormation.events.flatMap(event => (event.reason?.includes('This run') ? event.reason : []));
  expect(reason).toMatch(/This run changed nothing\. Images\/It\w+: /);
  expect(reason.split(/Images\/It\w+: /)[1].replace(/ \(RequestId: [^)]*\)$/, '')).toBe(told[0]);
  expect(changing(callsAbout(() => []))).toEqual([]);
});
