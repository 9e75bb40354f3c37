import fc from 'fast-check';
import { allowedBy, inWords, mistakeInImage, mistakesInImagePolicy, policyOf } from '../../../lib/model/sharing/image-policy-document';

const [GOLDEN, NEXT] = [1, 2].map(build => `arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/${build}`);
const [X, Y] = ['222222222222', '012345678901'];
const ROLE = 'arn:aws-us-gov:iam::222222222222:role/path/reader';
const GET = 'imagebuilder:GetImage';

const statement = (changes: object = {}) => ({ Effect: 'Allow', Principal: { AWS: X }, Action: GET, ...changes });
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const mistakesIn = (text: string, images: readonly string[]) => mistakesInImagePolicy(text, images).map(inWords);
const mistakes = (...statements: object[]) => mistakesIn(document(...statements), [GOLDEN, NEXT]);

describe('what a policy allows is the same', () => {
  const plain = allowedBy(document(statement({ Action: [GET, 'imagebuilder:ListImages'], Principal: { AWS: [X, ROLE] } })));

  test.each<[string, string]>([
    ['in another order', document(statement({ Principal: { AWS: [ROLE, X] }, Action: ['imagebuilder:ListImages', GET] }))],
    ['with an id, a resource and another version', JSON.stringify({ Version: '2008-10-17', Id: 'x', Statement: [statement({ Sid: 'a', Resource: [GOLDEN], Principal: { AWS: [X, ROLE] }, Action: [GET, 'imagebuilder:ListImages'] })] })],
    ['with the account as its root', document(statement({ Principal: { AWS: [`arn:aws:iam::${X}:root`, ROLE] }, Action: [GET, 'imagebuilder:ListImages'] }))],
    ['in other capitals', document(statement({ Principal: { AWS: [X, ROLE] }, Action: ['ImageBuilder:getimage', 'imagebuilder:ListImages'] }))],
    ['in a statement for each', document(...[X, ROLE].flatMap(AWS => [GET, 'imagebuilder:ListImages'].map(Action => statement({ Principal: { AWS }, Action }))))],
  ])('%s', (_, other) => expect(allowedBy(other)).toEqual(plain));

  test('with a condition that says the same, and not without', () => {
    const under = (Condition: object) => allowedBy(document(statement({ Condition })));
    const [one, other] = [
      { StringEquals: { 'aws:PrincipalOrgID': 'o-a', 'aws:SourceVpc': ['b', 'a'] }, Bool: { 'aws:SecureTransport': true } },
      { Bool: { 'aws:SecureTransport': ['true'] }, StringEquals: { 'aws:SourceVpc': ['a', 'b'], 'aws:PrincipalOrgID': ['o-a'] } },
    ];
    expect(under(one)).toEqual(under(other));
    expect(under(one)).not.toEqual(under({ ...one, Bool: { 'aws:SecureTransport': false } }));
    expect(under(one)).not.toEqual(allowedBy(document(statement())));
  });
});

test.each([
  '{', '[]', '{}', '"x"', '{"Statement":[]}', '{"Statement":"x"}', document(statement({ Effect: 'Deny' })), document(statement({ NotAction: GET })),
  document(statement(), statement({ Principal: { AWS: Y }, Action: 'imagebuilder:ListImages' })), document(statement({ Principal: { Service: 'x.amazonaws.com' } })),
])('what %s allows cannot be said', policy => {
  expect(allowedBy(policy)).toBeUndefined();
});

test.each<[string, string[], string[]]>([
  ['is right', mistakes(statement()), []],
  ['is right for whole accounts, roles and users', mistakes(statement({ Principal: { AWS: [`arn:aws:iam::${Y}:root`, ROLE, `arn:aws:iam::${Y}:user/x`] } })), []],
  ['names one image', mistakesIn(document(statement({ Resource: GOLDEN })), [GOLDEN]), []],
  ['names one image of two', mistakes(statement({ Resource: [NEXT] })),
    [`Statement[0].Resource must be the ARN of the image and nothing else, got "${NEXT}": leave it out, and it is filled in`]],
  ['names all images', mistakesIn(document(statement({ Resource: '*' })), [GOLDEN]),
    ['Statement[0].Resource must be the ARN of the image and nothing else, got "*": leave it out, and it is filled in']],
  ['is no document', mistakesIn('{', [GOLDEN]), ['the document must be a policy with a statement: write a PolicyDocument']],
  ['is empty', mistakes(), ['the document must be a policy with a statement: write a PolicyDocument']],
  ['is wrong in many ways', mistakes(statement(), { NotAction: GET, NotResource: GOLDEN, Effect: 'Deny', NotPrincipal: '*' }), [
    'Statement[1].NotAction is not known in policies of images: leave it out',
    'Statement[1].NotResource is not known in policies of images: leave it out',
    'Statement[1].NotPrincipal is not known in policies of images: leave it out',
    'Statement[1].Effect must be Allow, got "Deny": a policy of an image only shares it',
    'Statement[1].Action must name an action: imagebuilder:GetImage and imagebuilder:ListImages let somebody build from an image',
    'Statement[1].Principal must name accounts, roles or users of AWS, and is missing: name them below AWS',
  ]],
  ['names everyone', mistakes(statement({ Principal: '*' }), statement({ Principal: { AWS: ['*'] } })), [0, 1].map(index =>
    `Statement[${index}].Principal must name accounts, roles or users, got "*": whether Image Builder takes anything else is not documented, and `
    + 'BuildSharing.resourceShare shares with organizations and organizational units')],
  ['names a service', mistakes(statement({ Principal: { AWS: X, Service: 'x.amazonaws.com' } })),
    ['Statement[0].Principal must name accounts, roles or users of AWS, got {"AWS":"222222222222","Service":"x.amazonaws.com"}: name them below AWS']],
  ['gives some more than others', mistakes(statement(), statement({ Principal: { AWS: Y }, Action: 'imagebuilder:ListImages' })),
    ['the statements must give all principals the same, for RAM has one permission for all principals of a share: put all principals into one '
      + 'statement, or declare policies of several images']],
])('a document that %s', (_, found, expected) => expect(found).toEqual(expected));

test('a document has at most 30,000 characters, with the image in it', () => {
  const of = (characters: number) => {
    const without = policyOf(GOLDEN, document(statement({ Sid: '' }))).length;
    return mistakesIn(document(statement({ Sid: 'x'.repeat(characters - without) })), [GOLDEN]);
  };
  expect(of(30_000)).toEqual([]);
  expect(of(30_001)).toEqual(['the policy must have at most 30000 characters, and has 30001: name fewer principals, or use BuildSharing.resourceShare']);
});

test.each([
  [GOLDEN, undefined],
  [GOLDEN.replace('arn:aws:', 'arn:aws-cn:'), undefined],
  [GOLDEN.replace(/\/1$/, ''), `${GOLDEN.replace(/\/1$/, '')} must be the ARN of an image build, with its version and its build: Image Builder shares nothing else by a policy`],
  [GOLDEN.replace('111111111111', 'aws'), `${GOLDEN.replace('111111111111', 'aws')} must be an image of the account and the Region of the stack, 111111111111 in eu-west-1: its owner shares it where it is`],
])('the image %s', (image, mistake) => {
  expect(mistakeInImage(image, { account: '111111111111', region: 'eu-west-1' })).toBe(mistake);
});

test('no text is too strange to be read', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), text => {
    expect(() => [allowedBy(text), mistakesIn(text, [GOLDEN])]).not.toThrow();
  }));
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (Principal, Action, Condition) => {
    expect(() => mistakes(JSON.parse(JSON.stringify({ Effect: 'Allow', Principal, Action, Condition })))).not.toThrow();
  }));
});
