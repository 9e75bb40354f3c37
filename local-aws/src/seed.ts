import { HOME, StandIn } from './stand-in';

// A small world to look around in: what `npm run local-aws` serves.

/** Another account, with which things are shared. */
const CONSUMER = '222222222222';

const GOLDEN = { name: 'golden-linux', version: '1.0.0' };

/** The AMIs of the two images, each in the Region where they are built and in another one. */
const AMIS = [
  [{ region: 'eu-west-1', image: 'ami-0123456789abcdef0' }, { region: 'us-east-1', image: 'ami-0123456789abcdef1' }],
  [{ region: 'eu-west-1', image: 'ami-0123456789abcdef2' }, { region: 'us-east-1', image: 'ami-0123456789abcdef3' }],
];

/** A role that no stack made may do anything here. */
export const LIFECYCLE_ROLE = `arn:aws:iam::${HOME.account}:role/lifecycle`;

/** Something in the world, as it is told to whoever looks around. */
export interface Seeded {
  readonly what: string;
  readonly id: string;
}

/** Puts the same things into a world each time, and tells what there is. */
export async function seed(world: StandIn): Promise<Seeded[]> {
  const ask = (service: string, operation: string, input: object) => world.server.call(service, operation, input, HOME);

  const key = world.kms.putKey({ ...HOME, keyId: '11111111-2222-4333-8444-555555555555', aliases: ['alias/golden'], readableBy: [CONSUMER] });
  const [[shared], [encrypted]] = AMIS;
  world.ec2.images.addImage({ ...HOME, imageId: encrypted.image, name: `${GOLDEN.name}-2`, encryption: key });
  const [first, second] = AMIS.map(amis => world.imageBuilder.addImage(HOME, { ...GOLDEN, amis, tags: { team: 'platform' } }));
  await ask('ec2', 'ModifyImageAttribute', { ImageId: shared.image, LaunchPermission: { Add: [{ UserId: CONSUMER }] } });

  const locked = await ask('rbin', 'CreateRule', {
    ResourceType: 'EC2_IMAGE',
    Description: 'AMIs that were deregistered by mistake',
    RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' },
    LockConfiguration: { UnlockDelay: { UnlockDelayValue: 7, UnlockDelayUnit: 'DAYS' } },
  });
  const unlocked = await ask('rbin', 'CreateRule', {
    ResourceType: 'EBS_SNAPSHOT', RetentionPeriod: { RetentionPeriodValue: 14, RetentionPeriodUnit: 'DAYS' },
  });
  const { lifecyclePolicyArn: policy } = await ask('imagebuilder', 'CreateLifecyclePolicy', {
    name: GOLDEN.name,
    executionRole: LIFECYCLE_ROLE,
    resourceType: 'AMI_IMAGE',
    policyDetails: [{ action: { type: 'DEPRECATE', includeResources: { amis: true } }, filter: { type: 'AGE', value: 30, unit: 'DAYS' } }],
    resourceSelection: { tagMap: { team: 'platform' } },
    clientToken: 'seed',
  });
  const { resourceShare: share } = await ask('ram', 'CreateResourceShare', { name: GOLDEN.name, resourceArns: [second], principals: [CONSUMER] });
  world.ram.acceptInvitation(share.resourceShareArn, CONSUMER);
  const parameter = `/images/${GOLDEN.name}`;
  await ask('ssm', 'PutParameter', { Name: parameter, Type: 'String', DataType: 'aws:ec2:image', Value: encrypted.image });
  // The first rule of an account is pending for so long, and all else is settled by then.
  world.clock.advance({ minutes: 30 });

  const ami = ({ region, image }: { region: string; image: string }) => `${image} in ${region}`;
  return [
    { what: 'image', id: first },
    ...AMIS[0].map(it => ({ what: it === shared ? `its AMI, shared with ${CONSUMER}` : 'its AMI', id: ami(it) })),
    { what: 'image', id: second },
    ...AMIS[1].map(it => ({ what: it === encrypted ? 'its AMI, encrypted' : 'its AMI', id: ami(it) })),
    { what: 'lifecycle policy', id: policy },
    { what: 'retention rule, locked', id: locked.Identifier },
    { what: 'retention rule, not locked', id: unlocked.Identifier },
    { what: `share of the second image with ${CONSUMER}`, id: share.resourceShareArn },
    { what: 'parameter with an AMI id', id: parameter },
    { what: 'KMS key', id: key },
  ];
}

/** Calls with which to begin, by the AWS CLI. */
export const CALLS = [
  `aws ec2 describe-image-attribute --image-id ${AMIS[0][0].image} --attribute launchPermission`,
  'aws rbin get-rule --identifier rule0000001',
  `aws imagebuilder start-resource-state-update --state status=DEPRECATED --include-resources amis=true \\
    --execution-role ${LIFECYCLE_ROLE} \\
    --resource-arn arn:aws:imagebuilder:${HOME.region}:${HOME.account}:image/${GOLDEN.name}/${GOLDEN.version}/1`,
];
