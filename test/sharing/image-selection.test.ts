import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { ImagePrincipal } from '../../lib/sharing/image-principal';
import { ImageSelection } from '../../lib/sharing/image-selection';
import { ImageShareMode } from '../../lib/sharing/image-share-mode';
import { AMI, BUILD, ORGANIZATION, UNIT } from '../model/sharing/properties';
import { newStack } from '../support/stacks';

const ROLE = 'arn:aws:iam::222222222222:role/share';

describe('an AMI', () => {
  test('is where the stack is, and of its account', () => {
    expect(ImageSelection.fromAmiId(AMI)._bind(newStack())).toEqual({ references: [{ image: AMI }], kind: 'AMI', roles: [] });
  });

  test('of another Region and account says so', () => {
    const stack = newStack();
    const role = Role.fromRoleArn(stack, 'Role', ROLE);
    expect(ImageSelection.fromAmiId(AMI, { region: 'us-east-1', role })._bind(stack))
      .toEqual({ references: [{ image: AMI, region: 'us-east-1', roleArns: [ROLE] }], kind: 'AMI', roles: [role] });
  });

  test('in an SSM parameter is a parameter of the template, one for all who ask', () => {
    const stack = newStack();
    const selection = ImageSelection.fromSsmParameter('/golden/linux');
    const [first, second] = [selection._bind(stack), selection._bind(stack)];
    expect(first).toEqual(second);
    expect(first.kind).toBe('AMI');
    const [[id, parameter]] = Object.entries(Template.fromStack(stack).toJSON().Parameters).filter(([, { Type: type }]: [string, any]) => type.includes('Image'));
    expect(parameter).toEqual({ Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/golden/linux' });
    expect(stack.resolve(first.references[0].image)).toEqual({ Ref: id });
  });

  test('in an SSM parameter whose name only the deployment knows is refused at once', () => {
    const stack = newStack();
    expect(() => ImageSelection.fromSsmParameter(new CfnParameter(stack, 'Name').valueAsString)).toThrow(
      'the name of an SSM parameter with the id of an AMI must be known when the app is synthesised, got a token: '
      + 'write the name, or give the value of the parameter to ImageSelection.fromAmiId');
  });
});

describe('an image build', () => {
  test('of the app is known with its resource', () => {
    const stack = newStack();
    const image = new CfnImage(stack, 'Image', {});
    for (const selection of [ImageSelection.fromImageBuild(image), ImageSelection.fromImageBuildVersionArn(image.attrArn)]) {
      const { references, kind, resource } = selection._bind(stack);
      expect(stack.resolve(references[0].image)).toEqual(expect.anything());
      expect([kind, resource]).toEqual(['IMAGE_BUILD', image]);
    }
  });

  test('by its ARN has none, be there tokens in it or not', () => {
    const stack = newStack();
    const role = Role.fromRoleArn(stack, 'Role', ROLE);
    expect(ImageSelection.fromImageBuildVersionArn(BUILD, { roles: [role] })._bind(stack))
      .toEqual({ references: [{ image: BUILD, roleArns: [ROLE] }], kind: 'IMAGE_BUILD', roles: [role] });
    const arn = stack.formatArn({ service: 'imagebuilder', resource: 'image', resourceName: 'golden/1.0.0/1' });
    expect(ImageSelection.fromImageBuildVersionArn(arn)._bind(stack).resource).toBeUndefined();
  });

  test('of another stack is referred to across stacks', () => {
    const app = new App();
    const image = new CfnImage(new Stack(app, 'Builds'), 'Image', {});
    const stack = new Stack(app, 'Images');
    expect(ImageSelection.fromImageBuild(image)._bind(stack).resource).toBe(image);
  });

  test('no role is as good as none', () => {
    expect(ImageSelection.fromImageBuildVersionArn(BUILD, { roles: [] })._bind(newStack()).references).toEqual([{ image: BUILD }]);
  });
});

test('principals are as EC2 calls them, zeros in front included', () => {
  expect([
    ImagePrincipal.account('012345678901'), ImagePrincipal.organization(ORGANIZATION), ImagePrincipal.organizationalUnit(UNIT), ImagePrincipal.everyone(),
  ].map(({ _spec }) => _spec)).toEqual([
    { UserId: '012345678901' }, { OrganizationArn: ORGANIZATION }, { OrganizationalUnitArn: UNIT }, { Group: 'all' },
  ]);
});

test('an authoritative policy leaves everyone in, unless it is told not to', () => {
  const { additive, authoritative } = ImageShareMode;
  expect([
    additive(), authoritative(), authoritative({ removesEveryone: false }), authoritative({ removesEveryone: true }),
  ].map(({ _value }) => _value)).toEqual(['ADDITIVE', 'AUTHORITATIVE', 'AUTHORITATIVE', 'AUTHORITATIVE_ON_EVERYONE']);
});
