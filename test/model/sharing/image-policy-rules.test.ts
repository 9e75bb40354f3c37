import { CfnParameter, Token } from 'aws-cdk-lib';
import {
  AccountPrincipal, ArnPrincipal, IPrincipal, OrganizationPrincipal, PolicyDocument, PolicyStatement, StarPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { BUILD } from './properties';
import { BuildSharing, ImagePrincipal, ImageSelection, ImageSharePolicy } from '../../../lib/sharing';
import { errorsIn, share } from '../../sharing/stacks';
import { newStack } from '../../support/stacks';

// What is known to be wrong with a hand-written policy of an image.

test.each<[number, string[]]>([[1, []], [2_000, ['Images/Share buildFrom.document ImagePolicyLength']]])(
  'the policy of an image is looked at as the template has it: with %i statements', (count, expected) => {
    const stack = newStack();
    const document = new PolicyDocument();
    share(stack, { images: [ImageSelection.fromImageBuildVersionArn(BUILD)], buildFrom: { via: 'IMAGE_POLICY', principals: [], document } });
    const somebody = new CfnParameter(stack, 'Somebody').valueAsString;
    for (let index = 0; index < count; index++) {
      document.addStatements(new PolicyStatement({ sid: `S${index}`, actions: ['imagebuilder:GetImage'], resources: [BUILD], principals: [new ArnPrincipal(somebody)] }));
    }
    expect(errorsIn(stack)).toEqual(expected);
  });

test.each<[string, IPrincipal, string[]]>([
  ['an account, in whichever partition', new AccountPrincipal('012345678901'), []],
  ['a principal that only the deployment knows', new ArnPrincipal(Token.asString({ Ref: 'Somebody' })), []],
  ['everyone', new StarPrincipal(), ['Images/Share buildFrom.document.statement[0].principal ImagePolicyDocument']],
  ['an organization', new OrganizationPrincipal('o-abcdefghij'), ['Images/Share buildFrom.document.statement[0].principal ImagePolicyDocument']],
])('a hand-written policy for %s', (_, principal, expected) => {
  const stack = newStack();
  const document = new PolicyDocument({ statements: [new PolicyStatement({ actions: ['imagebuilder:GetImage'], principals: [principal] })] });
  new ImageSharePolicy(stack, 'Share', {
    images: [ImageSelection.fromImageBuildVersionArn(BUILD)], launch: [ImagePrincipal.account('012345678901')], buildFrom: BuildSharing.imagePolicy(document),
  });
  expect(errorsIn(stack)).toEqual(expected);
});
