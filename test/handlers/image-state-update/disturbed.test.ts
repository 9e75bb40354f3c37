import { A, amiOf, ask, begin, Declared, deploymentOfStack, end, GOLDEN, launchersOf, remove, runs, send, stateOf, world, X } from './world';
import { ImageState } from '../../../lib/state';
import { HOME } from '../../../local-aws/src/stand-in';
import { principals } from '../../support/principals';
import { Chapter, disturbed } from '../disturbed-history';

// Whatever goes wrong with a call that can go right the next time, the same comes of it, and nobody notices but the log.

beforeEach(() => begin({}, { amis: [{ image: A }] }));

afterEach(() => end());

const LOOKS = ['DescribeStacks', 'GetImage', 'DescribeImages', 'ListLifecycleExecutions'];
const ACTS = ['StartResourceStateUpdate', 'GetLifecycleExecution', 'ListLifecycleExecutionResources'];

/** The record, its AMI, and who may launch from it. */
type Outcome = readonly [record: string, ami: string, launchers: readonly string[]];

/** What is declared, the calls that it makes, and what comes of it. */
function chapter(declared: Declared | undefined, calls: readonly string[], status: string, outcome: Outcome): Chapter {
  return {
    calls,
    async tell() {
      expect((declared ? await send(shared(deploymentOfStack(declared))) : await remove())!.status).toBe(status);
      await world.imageBuilder.catchUp(HOME);
      expect([await stateOf(), amiOf(), launchersOf()]).toEqual(outcome);
      runs();
    },
  };
}

/** A stack as if a share policy of the app shared the image: without it, every call is the update's. */
function shared(deployment: ReturnType<typeof deploymentOfStack>) {
  const template = JSON.parse(JSON.stringify(deployment.template));
  Object.values<any>(template.Resources).filter(({ Type }) => Type === 'Custom::ImageStateUpdate').forEach(({ Properties }) => {
    Properties.SharedWith = principals(X);
  });
  return { ...deployment, template };
}

const at = new Date(Date.UTC(2026, 5, 1));

disturbed('an image is recalled, and the recall undone', {
  chapters: [
    chapter({}, [...LOOKS, 'DescribeImageAttribute', ...ACTS], 'CREATE_COMPLETE', ['DISABLED', 'disabled', []]),
    chapter({ state: ImageState.deprecated({ at }) }, [...LOOKS, 'DescribeImageAttribute', 'ModifyImageAttribute', ...ACTS], 'UPDATE_COMPLETE',
      ['AVAILABLE', 'available, to be deprecated', [X]]),
    chapter({ breaks: true }, [...LOOKS, 'DescribeImageAttribute', 'ModifyImageAttribute', 'CancelLifecycleExecution', 'DisableImageDeprecation', ...ACTS],
      'UPDATE_ROLLBACK_COMPLETE', ['AVAILABLE', 'available, to be deprecated', [X]]),
    chapter({ state: ImageState.available() }, [...LOOKS, 'CancelLifecycleExecution', 'DisableImageDeprecation'], 'UPDATE_COMPLETE', ['AVAILABLE', 'available', [X]]),
    chapter(undefined, ['DescribeStacks', 'GetImage'], 'DELETE_COMPLETE', ['AVAILABLE', 'available', [X]]),
  ],
  catchUp: () => Promise.all([ask('imagebuilder', 'ListLifecycleExecutions', { resourceArn: GOLDEN }), ask('ec2', 'DescribeImages', { ImageIds: [A] })]),
  end: async () => expect([await stateOf(), amiOf(), launchersOf()]).toEqual(['AVAILABLE', 'available', [X]]),
});
