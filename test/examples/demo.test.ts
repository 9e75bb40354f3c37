import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tellDeployments } from '../../examples/golden-images/demo/deployed';
import { Deployments } from '../../examples/golden-images/demo/deployment';
import { addImages, addPolicy, PARTNER_AMI, release, RELEASED_AMI } from '../../examples/golden-images/demo/inventory';
import { mistake, mistakeAsWritten } from '../../examples/golden-images/demo/mistake';
import { synthesise } from '../../examples/golden-images/demo/synthesis';

const DEMO = resolve(__dirname, '../../examples/golden-images/demo');

/** A text, wherever its lines break. */
function acrossLines(text: string): RegExp {
  return new RegExp(text.split(' ').map(word => word.replace(/[.()]/g, '\\$&')).join('\\s+'));
}

describe('npm run demo', () => {
  let elsewhere: string;
  let output: string;

  beforeAll(() => {
    // Elsewhere than in the project, with nothing that a person may have set.
    elsewhere = mkdtempSync(join(tmpdir(), 'golden-images-demo-'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(DEMO, 'start.mjs')], {
      cwd: elsewhere, env: { PATH: process.env.PATH, HOME: elsewhere }, encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    output = stdout;
  }, 60_000);

  afterAll(() => {
    rmSync(elsewhere, { recursive: true, force: true });
  });

  test.each([
    ['what the output is', 'Golden images: an AWS CDK app that says what will become of its machine images'],
    ['each stack', 'Stack GoldenLinux, for account 111111111111 in eu-west-1'],
    ['each construct', 'GoldenLinux/Lifecycle, a lifecycle policy'],
    ['what it does', 'Does       Every day, AMI images of the recipe Golden Linux (all versions) are\n           - deprecated 30 days after they were built'],
    ['what it leaves alone', 'Never touched: images tagged keep=true.'],
    ['what its role may do', '- ec2:DescribeImages on anything;'],
    ['what was checked', /^Checked {4}\d+ rules: no errors, no warnings\.$/m],
    ['what the app acknowledges', '(cdk-image-governance:LifecyclePolicy.RetentionCountsPerVersion,'],
    ['what changed', 'Template   No difference from the committed templates/GoldenLinux.template.json.'],
    ['what is wrong with a mistake', '[Mistake/Lifecycle] rules[1].filter must be a whole number from 1 to 1000, got 0'],
    ['what a deployment runs on', 'It is not AWS. local-aws/README.md says what it\nmodels.'],
    [
      'what a deployment makes',
      /^Experiments, in account 1{12}\n {2}Status {3}CREATE_COMPLETE, with 7 resources\.\n {2}Calls {4}CreateLifecyclePolicy experiments-/m,
    ],
    [
      'the one call of a change',
      /^GoldenLinux\n {2}Status {3}UPDATE_COMPLETE\.\n {2}Updated {2}1 of 8 resources: Lifecycle5C7F7473, [^\n]+\n {2}Calls {4}UpdateLifecyclePolicy (?:(?!Policy)[^])+? DISABLE\s+after\s+45\s+DAYS and DELETE after 90\s+DAYS\.\nBuildTools/m,
    ],
    [
      'what a change leaves alone',
      'BuildTools, Experiments, Release, PartnerLinux, Retention and Member\n  Status   No updates are to be performed.\n  Calls    GetParameter /golden-linux/released.\n',
    ],
    ['that nothing is left to do', /^Once more {2}Deployed again as it is: No updates are to be performed. Calls: GetParameter\s+\/golden-linux\/released\.$/m],
    ['who may use an image', /^Does {7}Says who may use the AMI whose id the SSM parameter \/golden-linux\/released holds:\n {11}- launch instances: the account 3{12} and/m],
    ['how an image is described', /^Does {7}Gives the AMI whose id [^]+? holds the description\s+"Golden Linux, released by the platform team"\./m],
    ['with whom an image is shared', /^Released {3}ami-0{16}6 can be launched by its owner, the organizational unit\s+ou-ab12-workload and the account 3{12}, and is described as/m],
    ['which right is taken away', /^ {11}ModifyImageAttribute ami-0{16}6: no launchPermission for the account\s+3{12}\.$/m],
    [
      'who could launch before, and who can after',
      /^Before it {2}ami-0{16}6 can be launched by its owner, the organizational unit\s+ou-ab12-workload and the account 3{12}\.\nAfter it {3}ami-0{16}6 can be launched by its owner and the organizational unit\s+ou-ab12-workload\.$/m,
    ],
    ['what is retained', /^Does {7}Retains every snapshot for 30 days when it is deleted: for so long it can be restored,\s+and nobody can delete it\.$/m],
    ['whose rule is locked', /^Does {7}Sees to the lock of the retention rule rule0000001, which somebody else has made,/m],
    ['how a rule is locked, and last', /^ {11}LockRule rule0000004: unlock delay of 7 DAYS\.\n(?: {11}(?:Get|List)\S+ \S+\n)+ {11}PutParameter /m],
    [
      'what a lock forbids, from when on it can be changed, and how',
      acrossLines('Message returned: This run changed nothing. Retention/SnapshotsLockedRuleD1B79810: arn:aws:rbin:eu-west-1:111111111111:rule/rule0000004 is '
        + 'locked, and stays protected for 7 days after it is unlocked, which forbids to change its retention period from 30 days to 14 days: leave that '
        + 'as it is, or deploy the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from 2026-'),
    ],
    [
      'that nothing was sent which the lock would refuse',
      /^A change that a lock forbids[^]+?\n {2}Calls {4}(?:(?:DescribeStacks|GetRule|ListTagsForResource) \S+(?: \d+ times\.)?\n\s+)+After it As before: rule0000004 /m,
    ],
    ['what locks a rule again, and that it says so', /^ {2}Log {6}[^]+? was being unlocked, and is locked\s+again: the deployment that unlocked it is rolled back;/m],
    [
      'until when a rule stays protected once it is unlocked',
      /^A change: the rule is unlocked\n[^]+ UnlockRule rule0000004\.\n[^]+ PutParameter \/golden-linux\/snapshots-protected-until: "(2026-\S+Z)"\.\n[^]+ protected\s+until\s+\1\./m,
    ],
    ['which state an image is brought to', /^Does {7}Brings the AMIs of the image build partner-linux\/1\.0\.0\/1 to AVAILABLE now: they can be\s+launched\./m],
    [
      'what a recall does, and that it asks how far it is',
      /^A change: a bad image[^]+?\n {11}StartResourceStateUpdate partner-linux\/1\.0\.0\/1: DISABLED, with its AMIs\.\n {11}GetLifecycleExecution lce-\S+1, \d+ times\.\n {11}DisableImage /m,
    ],
    [
      'what a recall takes away for good',
      acrossLines('Log no share policy that this update knows of declares these launch permissions, and to disable the AMIs took them away for good: ami-00000000000000008 in eu-west-1 by '
        + '444444444444.'),
    ],
    [
      'who could launch before a recall, and that nobody can after it',
      acrossLines('Before it The image is AVAILABLE. ami-00000000000000008 can be launched by its owner, the account 333333333333 and the account '
        + '444444444444. The account 333333333333 sees ami-00000000000000008. After it The image is DISABLED. ami-00000000000000008 is disabled: nobody '
        + 'can launch from it, not even its owner. The account 333333333333 does not see ami-00000000000000008.'),
    ],
    [
      'who can launch again when a recall is undone',
      /^A change: the recall is undone\n[^]+?\n {11}EnableImage [^]+?\n {11}ModifyImageAttribute ami-0{16}8: launchPermission for the account\s+3{12}\.\n[^]+?\nAfter it {3}The image is AVAILABLE\. ami-0{16}8 can be launched by its owner and the\s+account 3{12}\.\n\s+The account 3{12} sees ami-0{16}8\.$/m,
    ],
    [
      'that a recall is rolled back with its shares',
      /^A deployment that recalls[^]+?\n {11}DisableImage [^]+? Refused with\s+ParameterAlreadyExists\.\n[^]+?\n {11}EnableImage [^]+?: launchPermission for the account\s+3{12}\.\n[^]+?\n {2}After it As before: The image is AVAILABLE\. ami-0{16}8 can be launched by its owner and\s+the account 3{12}\.$/m,
    ],
    ['what is refused, and why', /^ {2}Status {3}UPDATE_ROLLBACK_COMPLETE\.\n {2}Reason {3}Lifecycle5C7F7473: [^]+ Refused with\s+ResourceAlreadyExistsException\.$/m],
    ['what is deleted', 'DELETE_COMPLETE.\n  Calls    DeleteLifecyclePolicy goldenlinux-lifecycle-d796e3da-ami-image.'],
    ['which images are left', 'Left       - 6 images, 8 AMIs and 8 snapshots, as they were'],
    ['what is no more shared', /- the released AMI, as it was: ami-0{16}6 can be launched by its owner alone,\s+and it is without a description;/],
    ['which image is not recalled any more', acrossLines('- the image of the partner, as it was: it is AVAILABLE, and ami-00000000000000008 can be launched by its owner alone;')],
    ['which rules are left', /- the retention rule rule0000004 of account 1{12} retains every deleted snapshot\s+for 30 days, and is being unlocked, and protected until/],
    ['which resource is left', /- the AWS::ECR::Repository buildtools-repository\S+ of BuildTools: in\s+the template its DeletionPolicy is Retain/],
    ['what to read next', 'README.md, then docs/.'],
  ])('tells %s', (_, line) => {
    expect(output).toEqual(typeof line === 'string' ? expect.stringContaining(line) : expect.stringMatching(line));
  });

  test('has neither colours nor lines that do not fit', () => {
    expect(output).not.toContain('\u001b');
    expect(output.split('\n').filter(line => line.length > 110)).toEqual([]);
  });
});

test('sources run, and not what was compiled from them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-images-sources-'));
  try {
    writeFileSync(join(folder, 'main.ts'), "import { from } from './part';\nconsole.log(from);");
    // The index of a folder is what tsx by itself takes the output of.
    mkdirSync(join(folder, 'part'));
    writeFileSync(join(folder, 'part', 'index.ts'), "export const from = 'source';");
    writeFileSync(join(folder, 'part', 'index.js'), "exports.from = 'output';");

    const { stdout } = spawnSync(process.execPath, [
      '--import', pathToFileURL(require.resolve('tsx')).href,
      '--import', pathToFileURL(join(DEMO, '..', '..', '..', 'projenrc', 'sources-first.mjs')).href,
      join(folder, 'main.ts'),
    ], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('source');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('deployments', () => {
  test('are told in the same words each time', async () => {
    const told: string[] = [];
    await tellDeployments((...blocks) => told.push(...blocks));
    const again: string[] = [];
    await tellDeployments((...blocks) => again.push(...blocks));
    expect(told.length).toBeGreaterThan(50);
    expect(again).toEqual(told);
  });

  test('fail if a stack comes to another status than the demo tells of, with the reasons', async () => {
    await expect(Deployments.during(async deployments => {
      await deployments.deploy('GoldenLinux', 'CREATE_COMPLETE');
      await addPolicy(deployments.standIn, 'taken');
      await deployments.deploy('GoldenLinux', 'UPDATE_COMPLETE', { policyName: 'taken' });
    })).rejects.toThrow(/^GoldenLinux came to UPDATE_ROLLBACK_COMPLETE, and not to UPDATE_COMPLETE\n[^]*Lifecycle5C7F7473: .*taken exists already/);
  });

  test('fail if an image is not what it was', async () => {
    await expect(Deployments.during(async deployments => {
      addImages(deployments.standIn);
      const { cloudFormation, ec2 } = deployments.standIn;
      const remove = cloudFormation.delete.bind(cloudFormation);
      cloudFormation.delete = async reference => {
        ec2.images.update('eu-west-1', 'ami-00000000000000001', { state: 'disabled' });
        return remove(reference);
      };
      await deployments.deploy('Experiments', 'CREATE_COMPLETE');
      await deployments.delete('Experiments');
    })).rejects.toThrow(new Error('images are not what they were before Experiments came to DELETE_COMPLETE'));
  });

  test.each([['Release', RELEASED_AMI], ['PartnerLinux', PARTNER_AMI]])('fail if %s changes anything but what it is there for', async (stackName, imageId) => {
    await expect(Deployments.during(async deployments => {
      addImages(deployments.standIn);
      await release(deployments.standIn);
      const { cloudFormation, ec2 } = deployments.standIn;
      await deployments.deploy(stackName, 'CREATE_COMPLETE');
      const remove = cloudFormation.delete.bind(cloudFormation);
      cloudFormation.delete = async reference => {
        ec2.images.update('eu-west-1', imageId, { deprecationTime: 0 });
        return remove(reference);
      };
      await deployments.delete(stackName);
    })).rejects.toThrow(new Error(`images are not what they were before ${stackName} came to DELETE_COMPLETE`));
  });

  test('fail if the stand-in was asked for what it does not know', async () => {
    await expect(Deployments.during(async ({ standIn: { server } }) => {
      await fetch(server.endpoint);
    })).rejects.toThrow(/^the stand-in does not know what it was asked for: the service undefined is not served$/);
  });
});

describe('the mistakes', () => {
  test('are shown as they are written', () => {
    const source = readFileSync(join(DEMO, 'mistake.ts'), 'utf8').replace(/\s+/g, ' ');
    expect(mistakeAsWritten()).toMatch(/^new LifecyclePolicy\(stack[^]+\n\}\);$/);
    expect(source).toContain(mistakeAsWritten().replace(/\s+/g, ' '));
  });

  test('are four, and told at once', () => {
    expect(() => synthesise(mistake)).toThrow(/(?:\n {2}\[Mistake\/Lifecycle\] [^\n]+){4}$/);
  });
});
