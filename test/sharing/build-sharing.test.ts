import { App, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import { Construct } from 'constructs';
import { ImagePrincipal } from '../../lib/sharing';
import { BuildSharing } from '../../lib/sharing/build-sharing';
import { deploymentOf } from '../../local-aws/src/cloudformation';
import { HOME, StandIn } from '../../local-aws/src/stand-in';

const GOLDEN = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
const X = '222222222222';
const ORG = 'arn:aws:organizations::111111111111:organization/o-aaaaaaaaaa';
const OU = 'arn:aws:organizations::111111111111:ou/o-aaaaaaaaaa/ou-ab12-11111111';
const READ = ['imagebuilder:GetImage', 'imagebuilder:ListImages'];

const document = () => new PolicyDocument({ statements: [new PolicyStatement({ principals: [new AccountPrincipal(X)], actions: READ })] });

/** A stack that shares the golden image. */
function stackWith(sharing: BuildSharing, images: (stack: Stack) => string[] = () => [GOLDEN]) {
  const stack = new Stack(new App(), 'Images', { env: HOME });
  const intent = sharing._bind(new Construct(stack, 'Share'), images(stack).map(image => ({ image })));
  return { stack, intent };
}

const shareOf = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::RAM::ResourceShare'))[0];
const policyOf = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('Custom::ImagePolicy'))[0];

describe('a resource share', () => {
  const principals = [ImagePrincipal.account(X), ImagePrincipal.organization(ORG), ImagePrincipal.organizationalUnit(OU)];

  test('is the native resource, and closed to the outside', () => {
    const { stack, intent } = stackWith(BuildSharing.resourceShare({ principals }));
    expect(shareOf(stack)).toEqual({
      Type: 'AWS::RAM::ResourceShare',
      Properties: { Name: 'Images-Share-79D370F5', AllowExternalPrincipals: false, Principals: [X, ORG, OU], ResourceArns: [GOLDEN] },
    });
    expect(intent).toEqual({
      via: 'RESOURCE_SHARE', principals: [{ UserId: X }, { OrganizationArn: ORG }, { OrganizationalUnitArn: OU }],
    });
  });

  test('keeps the kinds of its principals when an aspect changes them, and reads that of others from their form', () => {
    const { stack, intent } = stackWith(BuildSharing.resourceShare({ principals: [...principals, ImagePrincipal.organization('o-aaaaaaaaaa')] }));
    const share = stack.node.findAll().find(CfnResourceShare.isCfnResourceShare)!;
    share.principals = [...share.principals!.slice(1), OU.replace('11111111', '22222222'), '333333333333', '33333333333', Fn.ref('AWS::AccountId')];
    expect(stack.resolve(intent.principals)).toEqual([
      { OrganizationArn: ORG }, { OrganizationalUnitArn: OU }, { OrganizationArn: 'o-aaaaaaaaaa' },
      { OrganizationalUnitArn: OU.replace('11111111', '22222222') }, { UserId: '333333333333' }, { UserId: '33333333333' }, { Ref: 'AWS::AccountId' },
    ]);
  });

  test('takes a name, lets outsiders in, and stays', () => {
    const { stack } = stackWith(BuildSharing.resourceShare({
      principals, resourceShareName: 'golden', allowExternalPrincipals: true, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    }));
    expect(shareOf(stack)).toMatchObject({
      Properties: { Name: 'golden', AllowExternalPrincipals: true }, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain',
    });
  });

  test('has one name for one path, however long', () => {
    const nameIn = (id: string) => {
      const stack = new Stack(new App(), 'Images', { env: HOME });
      BuildSharing.resourceShare({ principals })._bind(new Construct(new Construct(stack, id), 'Share'), [{ image: GOLDEN }]);
      return shareOf(stack).Properties.Name;
    };
    expect(nameIn('a'.repeat(200))).toHaveLength(128);
    expect(nameIn('a'.repeat(200))).toBe(nameIn('a'.repeat(200)));
    expect(nameIn('a'.repeat(200))).not.toBe(nameIn(`${'a'.repeat(199)}b`));
  });

  test('shares images of the app, and deploys', async () => {
    const world = await StandIn.start({
      ram: { organization: { arn: ORG, managementAccount: HOME.account, accounts: [HOME.account, X], units: [OU], sharingEnabled: true } },
    });
    world.imageBuilder.addImage(HOME);
    const { stack } = stackWith(BuildSharing.resourceShare({ principals }));
    expect((await world.cloudFormation.deploy(deploymentOf((stack.node.root as App).synth(), 'Images', HOME))).status).toBe('CREATE_COMPLETE');
    const { principals: shared } = await world.server.call('ram', 'ListPrincipals', { resourceOwner: 'SELF' }, HOME);
    expect(shared.map(({ id }: { id: string }) => id)).toEqual([X, ORG, OU]);
    await world.stop();
    expect(world.faults).toEqual([]);
  });
});

describe('an image policy', () => {
  test('is a custom resource with the document as a text', () => {
    const { stack, intent } = stackWith(BuildSharing.imagePolicy(document()));
    const { Properties: { Images, Document, OnRemoval }, DeletionPolicy } = policyOf(stack);
    expect([Images, OnRemoval, DeletionPolicy]).toEqual([[GOLDEN], 'UNSHARE', 'Delete']);
    expect(stack.resolve(Document)).toEqual({
      'Fn::Join': ['', [
        '{"Statement":[{"Action":["imagebuilder:GetImage","imagebuilder:ListImages"],"Effect":"Allow","Principal":{"AWS":"arn:', { Ref: 'AWS::Partition' },
        `:iam::${X}:root"}}],"Version":"2012-10-17"}`,
      ]],
    });
    expect(intent).toEqual({ via: 'IMAGE_POLICY', principals: [], document: expect.any(PolicyDocument) });
  });

  test('has what is added to its document later', () => {
    const later = document();
    const { stack } = stackWith(BuildSharing.imagePolicy(later));
    later.addStatements(new PolicyStatement({ principals: [new AccountPrincipal('333333333333')], actions: READ }));
    expect(JSON.stringify(policyOf(stack))).toContain('333333333333');
  });

  test('is of images of the app, whose permissions are of no others', () => {
    const { stack } = stackWith(BuildSharing.imagePolicy(document()), scope => [new CfnImage(scope, 'Golden').attrArn, GOLDEN]);
    const template = Template.fromStack(stack);
    expect(policyOf(stack).Properties.Images).toEqual([{ 'Fn::GetAtt': ['Golden', 'Arn'] }, GOLDEN]);
    const resources = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(it => it.Properties.PolicyDocument.Statement)
      .filter(it => it.Sid === 'ImagePolicy').map(it => it.Resource);
    expect(resources).toEqual([{ 'Fn::GetAtt': ['Golden', 'Arn'] }, GOLDEN]);
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('with the removal policy %s is left by the handler, not by CloudFormation', removalPolicy => {
    const { stack } = stackWith(BuildSharing.imagePolicy(document(), { removalPolicy }));
    expect(policyOf(stack)).toMatchObject({ Properties: { OnRemoval: 'LEAVE' }, DeletionPolicy: 'Delete' });
  });

  test('has no snapshot', () => {
    expect(() => BuildSharing.imagePolicy(document(), { removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(
      'the removal policy of an image policy must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got SNAPSHOT: there is no snapshot of a policy');
  });
});
