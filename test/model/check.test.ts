import { isDeepStrictEqual } from 'node:util';
import * as retention from './retention/properties';
import { LOCK_CASES, LOCKED_RULE_CASES } from './retention/rule-cases';
import * as sharing from './sharing/properties';
import { RULE_CASES as SHARING_CASES } from './sharing/rule-cases';
import * as state from './state/properties';
import { CASES as STATE_CASES } from './state/rule-cases';
import type { Codec } from '../../lib/model/codec';
import type { Contract } from '../../lib/model/contract';
import { LOCKED_RETENTION_RULE, LockedRetentionRuleSpec, ruleOf } from '../../lib/model/retention/locked-retention-rule-contract';
import { inWordsOfTheConstruct as wordsOfRetention } from '../../lib/model/retention/properties';
import { RETENTION_RULE_LOCK, RetentionRuleLockSpec } from '../../lib/model/retention/retention-rule-lock-contract';
import { LOCKED_RETENTION_RULE_RULES, RETENTION_RULE_LOCK_RULES } from '../../lib/model/retention/rules';
import { describeFinding, describeFindingBriefly, Finding, LIBRARY, Rule } from '../../lib/model/rule';
import { IMAGE_ATTRIBUTES, ImageAttributesSpec } from '../../lib/model/sharing/image-attributes-contract';
import { IMAGE_POLICY } from '../../lib/model/sharing/image-policy-contract';
import { policyOf } from '../../lib/model/sharing/image-policy-document';
import { IMAGE_SHARE_POLICY, ImageSharePolicySpec } from '../../lib/model/sharing/image-share-policy-contract';
import { inWordsOfTheConstruct as wordsOfSharing } from '../../lib/model/sharing/properties';
import { IMAGE_SHARE_POLICY_RULES } from '../../lib/model/sharing/rules';
import { IMAGE_ATTRIBUTES_RULES } from '../../lib/model/sharing/rules/image-attributes';
import { IMAGE_STATE_UPDATE, ImageStateUpdateSpec } from '../../lib/model/state/image-state-update-contract';
import { inWordsOfTheConstruct as wordsOfState } from '../../lib/model/state/property-names';
import { IMAGE_STATE_UPDATE_RULES } from '../../lib/model/state/rules';
import { known } from '../../lib/model/unknown';
import { principals } from '../support/principals';
import { put } from '../support/properties';

// What a deployment refuses on what is declared alone, with the ids, words and remedies of the synthesis.

/** A declaration with one mistake. */
interface DeploymentCase<Spec> {
  readonly rule: string;
  readonly spec: Spec;

  /** What the synthesis says of the same declaration. */
  readonly atSynthesis: readonly Finding[];
}

/** A value as it travels: nothing that is undefined is in it. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** What a contract can say: what its codec takes. A case that it cannot say never comes to a handler. */
function sayable<Spec>(codec: Codec<Spec>, properties: unknown): Spec | undefined {
  const mistakes: string[] = [];
  const spec = codec.decode(properties, '', mistakes);
  return mistakes.length === 0 && isDeepStrictEqual(asJson(codec.encode(spec)), asJson(properties)) ? spec : undefined;
}

/** Tests what a contract refuses: of each sayable case the error rules of the properties alone, and nothing else. */
function testCheck<Spec extends object>(
  contract: Contract<Spec, string>, rules: readonly Rule<never>[], cases: readonly DeploymentCase<Spec>[],
  inWords: (path: string, spec: Spec) => string,
  { never }: { readonly never: readonly string[] },
): void {
  const applying = new Set(rules.filter(({ severity, of }) => severity === 'error' && of === undefined).map(({ id }) => id));
  const briefly = (findings: readonly Finding[]) => findings.map(describeFindingBriefly);

  test.each(cases.map((it, index) => [index, it.rule, it] as const))('case %i of %s is refused as it is at synthesis', (_, __, { spec, atSynthesis }) => {
    const expected = atSynthesis.filter(({ id }) => applying.has(id)).map(finding => ({ ...finding, path: inWords(finding.path, spec) }));
    expect(briefly(contract.check(spec))).toEqual(briefly(expected));
    for (const finding of contract.check(spec)) {
      expect(describeFinding(finding)).toBe(`${describeFindingBriefly(finding).slice(0, -1)}, ${finding.see})`);
    }
  });

  test('each error rule that properties alone can break has a case, but for those listed', () => {
    const found = new Set(cases.flatMap(({ spec }) => contract.check(spec)).map(({ id }) => id));
    expect([...applying].filter(id => !found.has(id)).map(id => id.split('.')[1]).sort()).toEqual([...never].sort());
  });
}

describe('a share policy', () => {
  const { properties } = IMAGE_SHARE_POLICY;
  const complete = (given: object) => ({ Launch: [], Copy: [], ...given });
  const cases = SHARING_CASES.flatMap(({ rule, properties: given, intent, app }): DeploymentCase<ImageSharePolicySpec>[] => {
    const spec = sayable(properties, complete(given));
    return intent || app || !spec ? [] : [{ rule, spec, atSynthesis: sharing.findings(given) }];
  });
  testCheck(IMAGE_SHARE_POLICY, IMAGE_SHARE_POLICY_RULES, cases, wordsOfSharing, {
    never: [
      // Of who may build, which is another resource.
      'BuildFromNeedsImageBuild', 'BuildFromWhereImageIs', 'ImagePolicyDocument', 'ImagePolicyLength', 'PublicImageNotBuiltFrom', 'SomebodyToShareWith',
      // Of the app.
      'AuthoritativePolicyAlone', 'AwsManagedKey', 'ImagePolicyAlone', 'OnePolicyPerGrant', 'PublicImageUnencrypted', 'PublicImageWithoutWatermark',
    ],
  });

  test('the first mistake of each rule is told in full', () => {
    const told = cases.map(({ rule, spec }) => [rule, IMAGE_SHARE_POLICY.check(spec).map(describeFindingBriefly)] as const);
    expect(told.find(([rule]) => rule === 'CopyByAccountsOnly')![1]).toEqual([
      'copy[1] must be an account: a snapshot cannot be shared with an organization or organizational unit, got '
      + '"arn:aws:organizations::444444444444:organization/o-abcdefghij": name the accounts that copy, and leave the others in launch, for which no '
      + 'snapshot has to be shared (cdk-image-governance:ImageSharePolicy.CopyByAccountsOnly)',
    ]);
  });

  test.each([
    ['a good one', sharing.SHARE_POLICY], ['one for an organization', sharing.ORGANIZATION_POLICY], ['one for everyone', sharing.PUBLIC_POLICY],
    ['one with a Region that no CDK knows', { ...sharing.SHARE_POLICY, Images: [{ Image: sharing.AMI, Region: 'mars-north-1' }] }],
    ['one with an image twice', { ...sharing.SHARE_POLICY, Images: [{ Image: sharing.AMI }, { Image: sharing.AMI }] }],
    ['one with a principal twice', { ...sharing.SHARE_POLICY, Launch: principals(sharing.ACCOUNT, sharing.ACCOUNT) }],
  ])('%s is not refused', (_, given) => {
    expect(IMAGE_SHARE_POLICY.check(sayable(properties, given)!)).toEqual([]);
  });
});

describe('attributes of images', () => {
  const GOOD: ImageAttributesSpec = { images: [{ image: sharing.AMI }], description: 'golden' };
  const P = `${LIBRARY}:ImageAttributes`;

  test.each<[string, ImageAttributesSpec, string]>([
    ['ImageFormat', { ...GOOD, images: [{ image: '/golden' }] },
      'images[0] must be ami- and 17 hexadecimal digits, or 8 of an old AMI, got "/golden": use ImageSelection.fromSsmParameter for the parameter that holds the id'],
    ['RegionFormat', { ...GOOD, images: [{ image: sharing.AMI, region: 'Ireland' }] },
      'images[0].region must be a Region code such as eu-west-1, got "Ireland": write the code and not the name, without an Availability Zone'],
    ['SomeImage', { ...GOOD, images: [] }, 'images must name an image, got []: name the images whose attributes are set, or remove the construct'],
    ['SomethingToSet', { images: GOOD.images }, 'description must be set, as imdsSupport is not: set one of the two, or remove the construct'],
    ['DescriptionLength', { ...GOOD, description: 'x'.repeat(256) },
      `description must have 0 to 255 characters, and has 256, got "${'x'.repeat(119)}… (258 characters): shorten it`],
    ['DescriptionCharacters', { ...GOOD, description: ' golden' }, 'description must not begin or end with a blank, got " golden": remove the blanks there'],
  ])('%s', (rule, spec, message) => {
    expect(IMAGE_ATTRIBUTES.check(spec).map(describeFindingBriefly)).toEqual([`${message} (${P}.${rule})`]);
  });

  test('no other error rule is of the properties alone', () => {
    expect(IMAGE_ATTRIBUTES_RULES.filter(({ severity }) => severity === 'error').map(({ id }) => id.split('.')[1])).toEqual([
      'ImageFormat', 'RegionFormat', 'DuplicateImage', 'SomeImage', 'SomethingToSet', 'DescriptionLength', 'DescriptionCharacters', 'OneConstructPerAttribute',
    ]);
  });

  test.each<[string, ImageAttributesSpec]>([
    ['good', GOOD], ['of an image twice', { ...GOOD, images: [...GOOD.images, ...GOOD.images] }],
    ['of a Region that no CDK knows', { images: [{ image: sharing.AMI, region: 'mars-north-1' }], imdsSupport: 'v2.0' }],
  ])('those %s are not refused', (_, spec) => {
    expect(IMAGE_ATTRIBUTES.check(spec)).toEqual([]);
  });
});

describe('a state update', () => {
  const { properties } = IMAGE_STATE_UPDATE;
  const both = put(state.DELETION, 'IncludeResources.Containers', true);
  const sayableCases: typeof STATE_CASES = [...STATE_CASES, { rule: 'AmisOrContainers', properties: both }];
  const cases = sayableCases.flatMap(({ rule, properties: given, intent, app }): DeploymentCase<ImageStateUpdateSpec>[] => {
    const included = { Amis: false, Snapshots: false, Containers: false };
    const includes = known(given.IncludeResources);
    const spec = sayable(properties, includes ? { ...given, IncludeResources: { ...included, ...includes } } : given);
    return intent || app || !spec ? [] : [{ rule, spec, atSynthesis: state.findings(given) }];
  });
  testCheck(IMAGE_STATE_UPDATE, IMAGE_STATE_UPDATE_RULES, cases, wordsOfState, {
    never: [
      // What the contract cannot say.
      'RequiredProperty', 'TagMapIsNoFunction',
      // Of the app.
      'ContainersOnlyDeleted', 'ExecutionRoleAccount', 'ImageWhereUpdateIs', 'IncludesWhatRecipeMakes', 'OneUpdatePerImage', 'SharedImageNotDeleted',
    ],
  });

  test.each([['a deprecation', state.DEPRECATION], ['one of a record', state.RECORD], ['a deletion', state.DELETION], ['one of containers', state.CONTAINERS]])(
    '%s without mistakes is not refused', (_, given) => {
      expect(IMAGE_STATE_UPDATE.check(sayable(properties, given)!)).toEqual([]);
    });
});

describe('a locked retention rule', () => {
  const spec = (given: retention.RetentionRuleProperties, existingRuleId?: string): LockedRetentionRuleSpec | undefined => {
    const { ResourceType, RetentionPeriod, Description, LockConfiguration, Tags } = given as Record<string, any>;
    const tags = Tags && Object.fromEntries(Tags.map(({ Key, Value }: Record<string, string>) => [Key, Value]));
    const lock = LockConfiguration ? { State: 'locked', UnlockDelayDays: LockConfiguration.UnlockDelayValue } : { State: 'unlocked' };
    const said = sayable(LOCKED_RETENTION_RULE.properties, asJson({
      ResourceType, RetentionDays: RetentionPeriod?.RetentionPeriodValue, Description, Tags: tags, ExistingRuleId: existingRuleId, Lock: lock, OnRemoval: 'RETAIN',
    }));
    // What else a template of Recycle Bin can say, the contract cannot.
    return said && isDeepStrictEqual(asJson(ruleOf(said)), asJson({ Tags: [], ...given })) ? said : undefined;
  };
  const cases = LOCKED_RULE_CASES.flatMap(({ rule, properties: given, locking, app }): DeploymentCase<LockedRetentionRuleSpec>[] => {
    const said = app || locking?.mechanism === 'CLOUDFORMATION' ? undefined : spec(given, locking?.existingRuleId as string | undefined);
    return said ? [{ rule, spec: said, atSynthesis: retention.lockedFindings(given, { locking: locking ?? retention.LOCKING }) }] : [];
  });
  testCheck(LOCKED_RETENTION_RULE, LOCKED_RETENTION_RULE_RULES, cases, (path, said) => wordsOfRetention(path, ruleOf(said)), {
    never: [
      // What the contract cannot say.
      'DuplicateTagKey', 'KnownResourceType', 'LockWithoutExclusionTags', 'LockWithoutResourceTags', 'NeedsCustomResource', 'RequiredProperty',
      'RetainedByCloudFormation', 'RetentionPeriodUnit', 'StatusNotSet', 'TagComplete', 'UnlockDelayComplete', 'UnlockDelayUnit', 'UnlockedNeedsCustomResource',
    ],
  });

  test.each([['one that is locked', retention.LOCKED_RULE], ['one that is not', { ...retention.LOCKED_RULE, LockConfiguration: undefined }]])(
    '%s without mistakes is not refused', (_, given) => {
      expect(LOCKED_RETENTION_RULE.check(spec(given, 'abCD1234567')!)).toEqual([]);
    });
});

describe('a lock', () => {
  const cases = LOCK_CASES.flatMap(({ rule, subject }): DeploymentCase<RetentionRuleLockSpec>[] => {
    const { RuleId, LockConfiguration } = subject.properties as { RuleId: string; LockConfiguration: { UnlockDelayValue: number } };
    const spec: RetentionRuleLockSpec = { ruleId: RuleId, lock: { state: 'locked', unlockDelayDays: LockConfiguration.UnlockDelayValue }, onRemoval: 'RETAIN' };
    return [{ rule, spec, atSynthesis: retention.lockFindings({ properties: subject.properties }) }];
  });
  testCheck(RETENTION_RULE_LOCK, RETENTION_RULE_LOCK_RULES, cases, path => wordsOfRetention(path), { never: ['RuleInPlace', 'RuleOfThisApp'] });

  test('one without mistakes, or one that is to be unlocked, is not refused', () => {
    for (const lock of [{ state: 'locked', unlockDelayDays: 7 }, { state: 'unlocked' }] as const) {
      expect(RETENTION_RULE_LOCK.check({ ruleId: 'abCD1234567', lock, onRemoval: 'RETAIN' })).toEqual([]);
    }
  });
});

describe('a hand-written policy of images', () => {
  const statement = (changes: object = {}) => ({ Effect: 'Allow', Action: 'imagebuilder:GetImage', Principal: { AWS: sharing.OTHER_ACCOUNT }, ...changes });
  const check = (document: string, images = [sharing.BUILD]) => IMAGE_POLICY.check({ images, document, onRemoval: 'LEAVE' }).map(describeFindingBriefly);
  const P = `${LIBRARY}:ImageSharePolicy`;

  test('is not refused if it is right', () => {
    expect(check(JSON.stringify({ Statement: [statement()] }))).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['that is no policy', [], 'buildFrom.document must be a policy with a statement: write a PolicyDocument (ImagePolicyDocument)'],
    ['that denies', { Statement: [statement({ Effect: 'Deny' })] },
      'buildFrom.document.statement[0].effect must be Allow, got "Deny": a policy of an image only shares it (ImagePolicyDocument)'],
    ['that names another image', { Statement: [statement({ Resource: '*' })] },
      'buildFrom.document.statement[0].resource must be the ARN of the image and nothing else, got "*": leave it out, and it is filled in (ImagePolicyDocument)'],
  ])('%s is refused', (_, document, message) => {
    expect(check(JSON.stringify(document))).toEqual([message.replace(/\((\w+)\)$/, `(${P}.$1)`)]);
  });

  test('is refused as the synthesis does it', () => {
    const document = { Statement: [statement({ Principal: '*' })] };
    const intent = { encryptionKeys: 0, buildFrom: { via: 'IMAGE_POLICY' as const, principals: [], document } };
    const atSynthesis = sharing.findings({ ...sharing.SHARE_POLICY, Images: [{ Image: sharing.BUILD }] }, { intent })
      .filter(({ id }) => id === `${P}.ImagePolicyDocument`).map(finding => describeFindingBriefly({ ...finding, path: wordsOfSharing(finding.path) }));
    expect(atSynthesis).toHaveLength(1);
    expect(check(JSON.stringify(document))).toEqual(atSynthesis);
  });

  test('is refused if it is no JSON', () => {
    expect(check('{')).toEqual([`buildFrom.document must be a policy with a statement: write a PolicyDocument (${P}.ImagePolicyDocument)`]);
  });

  test('has as many characters as there may be with the image in it', () => {
    const of = (characters: number) => {
      const without = policyOf(sharing.BUILD, JSON.stringify({ Statement: [statement({ Sid: '' })] })).length;
      return check(JSON.stringify({ Statement: [statement({ Sid: 'x'.repeat(characters - without) })] }));
    };
    expect(of(30_000)).toEqual([]);
    expect(of(30_001)).toEqual([
      'buildFrom.document must have 1 to 30000 characters, and has at least 30001: name fewer principals, or use BuildSharing.resourceShare, '
      + `which has no document (${P}.ImagePolicyLength)`,
    ]);
  });

  test('has as many as there may be with the longest of its images, wherever that stands', () => {
    const longer = `${sharing.BUILD}0`;
    const without = policyOf(sharing.BUILD, JSON.stringify({ Statement: [statement({ Sid: '' })] })).length;
    const longest = JSON.stringify({ Statement: [statement({ Sid: 'x'.repeat(30_000 - without) })] });
    expect(check(longest)).toEqual([]);
    for (const images of [[sharing.BUILD, longer], [longer, sharing.BUILD]]) {
      expect(check(longest, images)).toEqual([expect.stringContaining(`(${P}.ImagePolicyLength)`)]);
    }
  });

  test('is of builds', () => {
    expect(check(JSON.stringify({ Statement: [statement()] }), [sharing.AMI])).toEqual([
      'images[0] must be the ARN of an image with its version and its build, got "ami-0123456789abcdef0": use ImageSelection.fromAmiId for an AMI '
      + `(${P}.ImageFormat)`,
    ]);
  });
});
