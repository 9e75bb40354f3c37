import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import fc from 'fast-check';
import { describeFinding, findingsOf } from '../../lib/model/rule';
import { attributesSubjectOf, ImageAttributesProperties } from '../../lib/model/sharing/image-attributes-input';
import { IMAGE_ATTRIBUTES_RULES } from '../../lib/model/sharing/rules/image-attributes';
import { isKnownRegion } from '../../lib/private/references';
import type { Written } from '../../lib/private/tokens';
import { withUnknowns } from '../../lib/private/tokens';
import { ImageAttributes, ImageAttributesProps, ImageSelection, ImdsSupport } from '../../lib/sharing';
import { ENV, errorsOf, newStack } from '../support/stacks';

const AMI = 'ami-0123456789abcdef0';
const BUILD = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
const { fromAmiId, fromImageBuild, fromImageBuildVersionArn, fromSsmParameter } = ImageSelection;
const imdsSupport = ImdsSupport.v2Irreversibly();

function attributes(stack: Stack, props: Partial<ImageAttributesProps> = {}, id = 'Attributes'): ImageAttributes {
  return new ImageAttributes(stack, id, { images: [fromAmiId(AMI)], description: 'golden', ...props });
}

/** The statements of a role that are the construct's, in order. */
function statementsIn(stack: Stack): any[] {
  const policies = Object.entries<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('Allows'));
  return policies.flatMap(([, { Properties: { PolicyDocument: document } }]) => document.Statement);
}

const resourceIn = (stack: Stack) => Object.values<any>(Template.fromStack(stack).findResources('Custom::ImageAttributes'))[0];

describe('the resource', () => {
  test('asks for what is declared', () => {
    const stack = newStack({ env: ENV });
    attributes(stack, {
      images: [fromAmiId(AMI, { region: 'us-east-1' }), fromImageBuildVersionArn(BUILD)], imdsSupport, reconcile: 'now', serviceTimeout: Duration.minutes(10),
    });
    expect(resourceIn(stack).Properties).toEqual({
      ContractVersion: 1,
      Images: [{ Image: AMI, Region: 'us-east-1' }, { Image: BUILD }],
      Description: 'golden',
      ImdsSupport: 'v2.0',
      Reconcile: 'now',
      ServiceTimeout: '600',
      ServiceToken: expect.anything(),
    });
  });

  test('leaves out what is not declared, and an empty description is one', () => {
    const [imds, none] = [newStack(), newStack()];
    attributes(imds, { description: undefined, imdsSupport });
    attributes(none, { description: '' });
    expect(resourceIn(imds).Properties).not.toHaveProperty('Description');
    expect(resourceIn(none).Properties).toMatchObject({ Description: '' });
    expect(resourceIn(none).Properties).not.toHaveProperty('ImdsSupport');
  });

  test('tells how many AMIs have what is declared', () => {
    const stack = newStack();
    const { amiCount, skippedAmiCount } = attributes(stack);
    const [id] = Object.keys(Template.fromStack(stack).findResources('Custom::ImageAttributes'));
    expect(stack.resolve([amiCount, skippedAmiCount])).toEqual(['AmiCount', 'SkippedAmiCount'].map(name => ({ 'Fn::GetAtt': [id, name] })));
  });

  test('waits for all of its permissions, and shares its function with others of the stack', () => {
    const stack = newStack({ env: ENV });
    attributes(stack, { imdsSupport });
    attributes(stack, { images: [fromAmiId('ami-01234567')] }, 'Others');
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    const policies = Object.keys(template.findResources('AWS::IAM::Policy')).filter(id => id.includes('Allows'));
    expect(policies).toHaveLength(3);
    expect(resourceIn(stack).DependsOn).toEqual(expect.arrayContaining(policies));
  });
});

describe('the role', () => {
  const owned = (sid: string, action: string, region = 'eu-west-1') => ({
    Sid: sid, Effect: 'Allow', Action: action, Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ec2:${region}::image/*`]] },
    Condition: { StringEquals: { 'ec2:Owner': '111111111111' }, StringEqualsIgnoreCase: { 'ec2:Attribute': sid } },
  });

  const tags = (region = 'eu-west-1') => ({
    Sid: 'DescriptionBefore', Effect: 'Allow', Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
    Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ec2:${region}::image/*`]] },
    Condition: {
      'StringEquals': { 'ec2:Owner': '111111111111' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['cdk-image-governance:described-by', 'cdk-image-governance:description-before'] },
      'Null': { 'aws:TagKeys': 'false' },
    },
  });

  test.each<[string, Partial<ImageAttributesProps>, object[]]>([
    ['describes AMIs of the account where they are', {}, [owned('Description', 'ec2:ModifyImageAttribute'), tags()]],
    ['sets IMDS support and nothing else', { description: undefined, imdsSupport }, [owned('ImdsSupport', 'ec2:ModifyImageAttribute')]],
    ['does both in the Region of the AMI', { images: [fromAmiId(AMI, { region: 'us-east-1' })], imdsSupport },
      [owned('Description', 'ec2:ModifyImageAttribute', 'us-east-1'), tags('us-east-1'), owned('ImdsSupport', 'ec2:ModifyImageAttribute', 'us-east-1')]],
    ['acts in all Regions for a build: only the deployment knows where its AMIs are', { images: [fromImageBuildVersionArn(BUILD)] },
      [owned('Description', 'ec2:ModifyImageAttribute', '*'), tags('*')]],
  ])('%s', (_, props, statements) => {
    const stack = newStack({ env: ENV });
    attributes(stack, props);
    expect(statementsIn(stack).filter(({ Sid: sid }) => !['DescribeImages', 'GetImage'].includes(sid))).toEqual(statements);
  });

  test('acts on AMIs of another account with the role of that account alone', () => {
    const stack = newStack({ env: ENV });
    const roleArn = 'arn:aws:iam::222222222222:role/describe';
    attributes(stack, { images: [fromAmiId(AMI, { role: Role.fromRoleArn(stack, 'Owner', roleArn) })] });
    expect(statementsIn(stack)).toEqual([{ Sid: 'ActForOwner', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn }]);
  });

  test('is narrowed by no version: what is dropped goes as a whole', () => {
    const [both, one] = [{ imdsSupport }, {}].map(props => {
      const stack = newStack({ env: ENV });
      attributes(stack, props);
      return Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    });
    expect(both).toEqual(expect.arrayContaining(one));
    expect(both).toHaveLength(one.length + 1);
  });
});

// Each rule with what breaks it, and all that is then said.

const P = 'cdk-image-governance:ImageAttributes.';
const EC2 = 'https://docs.aws.amazon.com/AWSEC2/latest';
const MODIFY = `${EC2}/APIReference/API_ModifyImageAttribute.html`;

const GOOD: Written<ImageAttributesProperties> = { Images: [{ Image: AMI }, { Image: 'ami-01234567', Region: 'us-east-1' }, { Image: BUILD }], Description: 'golden', ImdsSupport: 'v2.0' };

/** Rules that share policies have too: their remedies are tested there. */
const SHARED: readonly (readonly [rule: string, properties: Written<ImageAttributesProperties>, message: string])[] = [
  ['ImageFormat', { Images: [{ Image: 'ami-123' }], Description: '' }, 'Images[0].Image must be ami- and 17 hexadecimal digits, or 8 of an old AMI, got "ami-123": '],
  ['RegionFormat', { Images: [{ Image: AMI, Region: 'Ireland' }], Description: '' }, 'Images[0].Region must be a Region code such as eu-west-1, got "Ireland": '],
  ['UnknownRegion', { Images: [{ Image: AMI, Region: 'eu-nowhere-9' }], Description: '' },
    'Images[0].Region is not a Region that this version of the CDK knows, got "eu-nowhere-9": '],
  ['DuplicateImage', { Images: [{ Image: AMI }, { Image: AMI }], Description: '' }, `Images[1] must be named once, got "${AMI}": `],
];

const OWN: typeof SHARED = [
  ['SomeImage', { Images: [], Description: '' },
    `Images must name an image, got []: name the images whose attributes are set, or remove the construct (${P}SomeImage, ${MODIFY})`],
  ['SomethingToSet', { Images: [{ Image: AMI }] },
    `Description must be set, as imdsSupport is not: set one of the two, or remove the construct (${P}SomethingToSet, ${MODIFY})`],
  ['DescriptionLength', { ...GOOD, Description: 'x'.repeat(256) },
    `Description must have 0 to 255 characters, and has 256, got "${'x'.repeat(119)}… (258 characters): shorten it (${P}DescriptionLength, ${EC2}/APIReference/API_CreateImage.html)`],
  ['DescriptionCharacters', { ...GOOD, Description: 'golden \u2013 patched' },
    `Description must be printable ASCII, got "\u2013": write it without this character: EC2 takes no others in the description of an AMI, which it does not document (${P}DescriptionCharacters, ${MODIFY})`],
  ['DescriptionCharacters', { ...GOOD, Description: 'golden ' },
    `Description must not begin or end with a blank, got "golden ": remove the blanks there (${P}DescriptionCharacters, ${MODIFY})`],
];

describe('the rules', () => {
  const app = { images: [], others: [], isKnownRegion };
  const messages = (properties: Written<ImageAttributesProperties>) =>
    findingsOf(IMAGE_ATTRIBUTES_RULES, attributesSubjectOf(withUnknowns(properties), undefined, app)).map(describeFinding);

  test('are broken by nothing that is right, at its edges', () => {
    for (const description of ['', 'x', '~ !', 'x'.repeat(255)]) {
      expect(messages({ ...GOOD, Description: description })).toEqual([]);
    }
  });

  test.each(OWN)('%s', (_, properties, message) => {
    expect(messages(properties)).toEqual([message]);
  });

  test.each(SHARED)('%s, as for share policies', (rule, properties, message) => {
    const [found, ...others] = messages(properties);
    expect([found.slice(0, message.length), others]).toEqual([message, []]);
    expect(found).toContain(` (${P}${rule}, https://docs.aws.amazon.com/`);
  });

  test('have cases each, an id, a sentence and a page', () => {
    const ids = IMAGE_ATTRIBUTES_RULES.map(({ id }) => id.replace(P, ''));
    expect(ids.sort()).toEqual([...new Set([...SHARED, ...OWN].map(([rule]) => rule)), 'OneConstructPerAttribute', 'ResultUsedElsewhere'].sort());
    for (const { id, summary, see } of IMAGE_ATTRIBUTES_RULES) {
      expect(id.startsWith(P)).toBe(true);
      expect(summary).toMatch(/^[A-Z`].*\.$/);
      expect(see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
    }
  });

  test('let through what only the deployment knows', () => {
    const token = Lazy.string({ produce: () => 'never asked' });
    expect(messages({ Images: Lazy.any({ produce: () => [] }), Description: token })).toEqual([]);
    expect(messages({ Images: [{ Image: token, Region: token }, { Image: { 'Fn::GetAtt': ['Image', 'Arn'] } as never }], ImdsSupport: token })).toEqual([]);
  });

  test('refuse of all texts those and no others that have something else than ASCII, or blanks around', () => {
    fc.assert(fc.property(fc.string({ maxLength: 255, unit: 'binary' }), text => {
      const isFine = text === text.trim() && [...text].every(it => it >= ' ' && it <= '~');
      expect(messages({ ...GOOD, Description: text }).some(it => it.includes('DescriptionCharacters'))).toBe(!isFine);
    }));
  });
});

describe('when an app is synthesised', () => {
  const errors = (stack: Stack) => errorsOf(() => App.of(stack)!.node.root && (stack.node.root as App).synth());

  test('all mistakes are told at once, in the words of the construct', () => {
    const stack = newStack({ env: ENV });
    attributes(stack, { images: [fromAmiId('ami-1'), fromSsmParameter('/golden')], description: 'gölden' });
    expect(errors(stack)).toEqual([
      `[Images/Attributes] description must be printable ASCII, got "ö": write it without this character: EC2 takes no others in the description of an AMI, which it does not document (${P}DescriptionCharacters, ${MODIFY})`,
      expect.stringMatching(/^\[Images\/Attributes\] images\[0\] must be ami- and 17 hexadecimal digits, or 8 of an old AMI, got "ami-1": /),
    ]);
  });

  test('an attribute of an image is set by one construct', () => {
    const stack = newStack({ env: ENV });
    attributes(stack, { images: [fromAmiId('ami-01234567'), fromAmiId(AMI)] }, 'First');
    attributes(stack, { images: [fromAmiId(AMI)], imdsSupport }, 'Second');
    expect(errors(stack)).toEqual([
      `[Images/Second] images[0] must have its description set by one construct, and Images/First sets it already, got "${AMI}": set it in one of the two, and leave it out of the other (${P}OneConstructPerAttribute, ${MODIFY})`,
    ]);
  });

  test('also if it is named otherwise: from another Region, by a parameter, or by what makes it', () => {
    const app = new App();
    const [here, there] = ['eu-west-1', 'us-east-1'].map(region => new Stack(app, region, { env: { ...ENV, region } }));
    const image = new CfnImage(here, 'Image', { infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:infrastructure-configuration/one' });
    attributes(here, { images: [fromAmiId(AMI), fromSsmParameter('/golden'), fromImageBuild(image)] });
    attributes(there, { images: [fromAmiId(AMI, { region: 'eu-west-1' })] }, 'ById');
    attributes(here, { images: [fromSsmParameter('/golden')] }, 'ByParameter');
    attributes(here, { images: [fromImageBuildVersionArn(image.attrArn)] }, 'ByArn');
    expect(errorsOf(() => app.synth()).map(line => /^\[(.*?)\]/.exec(line)![1]).sort()).toEqual(['eu-west-1/ByArn', 'eu-west-1/ByParameter', 'us-east-1/ById']);
  });

  test.each<[string, (stack: Stack) => void]>([
    ['another attribute', stack => attributes(stack, { description: undefined, imdsSupport }, 'Other')],
    ['the same id in another Region', stack => attributes(stack, { images: [fromAmiId(AMI, { region: 'us-east-1' })] }, 'Other')],
    ['another AMI', stack => attributes(stack, { images: [fromAmiId('ami-01234567')] }, 'Other')],
  ])('%s is nothing to complain of', (_, other) => {
    const stack = newStack({ env: ENV });
    attributes(stack);
    other(stack);
    expect(errors(stack)).toEqual([]);
  });

  test('a Region that is not known is warned of', () => {
    const stack = newStack({ env: ENV });
    attributes(stack, { images: [fromAmiId(AMI, { region: 'eu-nowhere-9' })] });
    Annotations.fromStack(stack).hasWarning('/Images/Attributes/Resource/Default', Match.stringLikeRegexp('images\\[0\\]\\.region is not a Region that this version of the CDK knows'));
  });
});
