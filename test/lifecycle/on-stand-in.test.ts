import { CreateLifecyclePolicyCommand, CreateLifecyclePolicyCommandInput, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { App } from 'aws-cdk-lib';
import { goldenImages } from '../../examples/golden-images/golden-images';
import { LifecycleAge, LifecycleAmiDeletion, LifecycleFilter, LifecycleRule } from '../../lib';
import { LocalAws } from '../../local-aws/src/server';
import { imageBuilder } from '../../local-aws/src/services/image-builder';
import { Clock } from '../../local-aws/src/world';
import { newStack, policy, propertiesIn } from '../support/stacks';

// From `new LifecyclePolicy(...)` to the call on the wire: what the templates say is sent to Image Builder, as CloudFormation does,
// and held against AWS's own model.

let aws: LocalAws;
let client: ImagebuilderClient;

beforeEach(async () => {
  aws = await LocalAws.start([imageBuilder(new Clock())]);
  client = new ImagebuilderClient(aws.clientOf({ account: '111111111111', region: 'eu-west-1' }));
});

afterEach(async () => {
  client.destroy();
  await aws.stop();
});

/** Sends the properties of a template, and returns what arrived. */
async function deploy(properties: Record<string, unknown>, clientToken: string): Promise<unknown> {
  await client.send(new CreateLifecyclePolicyCommand({ ...inApiShape(properties) as CreateLifecyclePolicyCommandInput, clientToken }));
  const { clientToken: _, ...arrived } = aws.calls.at(-1)!.input;
  return arrived;
}

test('the policies of the example are accepted, with nothing lost on the way', async () => {
  const app = new App();
  goldenImages(app);
  const policies = app.synth().stacks
    .flatMap(stack => Object.entries<any>(stack.template.Resources).map(([id, resource]) => [`${stack.stackName}-${id}`, resource] as const))
    .filter(([, resource]) => resource.Type === 'AWS::ImageBuilder::LifecyclePolicy');
  expect(policies.length).toBeGreaterThan(2);
  for (const [id, { Properties }] of policies) {
    expect(await deploy(Properties, id)).toEqual(inApiShape(Properties));
  }
  expect(aws.faults).toEqual([]);
});

test('a policy that the library refuses is one that the service refuses', async () => {
  // The stand-in knows nothing of the library's rules: it has AWS's model, and what the API reference says beyond it.
  const stack = newStack();
  const includeResources = LifecycleAmiDeletion.AMIS;
  policy(stack, { rules: [LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(1)), includeResources })] });
  const properties = propertiesIn(stack);
  const [rule] = properties.PolicyDetails;
  for (const wrong of [
    { ...rule, Action: { Type: 'DELETE', IncludeResources: { Snapshots: true } } },
    { ...rule, Action: { Type: 'DISABLE', IncludeResources: { Amis: true, Snapshots: true } } },
    { ...rule, Filter: { Type: 'AGE', Value: 1 } },
    { ...rule, Filter: { Type: 'COUNT', Value: 0 } },
    { ...rule, ExclusionRules: { TagMap: {} } },
  ]) {
    await expect(deploy({ ...properties, PolicyDetails: [wrong] }, 'wrong')).rejects.toMatchObject({ name: 'InvalidRequestException' });
  }
});

/** Properties of a template as the API names them, with the role that CloudFormation would have made. Tag maps keep their keys. */
function inApiShape(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inApiShape);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return 'Fn::GetAtt' in value ? 'arn:aws:iam::111111111111:role/made-by-cloudformation' : Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name[0].toLowerCase() + name.slice(1), /^(?:TagMap|Tags)$/.test(name) ? part : inApiShape(part)]));
}
