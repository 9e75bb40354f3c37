import { world } from './handled-stack';
import { KILLING, killings, PASSING } from '../../local-aws/src/disturbances';

// Histories of a stack in which calls go wrong that can go right the next time: the same has to come of them.

/** A chapter in the history of a stack. */
export interface Chapter {
  /** The calls that it makes, each of which is disturbed. */
  readonly calls: readonly string[];

  /** Tells it, and expects what comes of it when nothing goes wrong. */
  tell(): Promise<void>;
}

/** A history, and what has to hold at its end. */
export interface History {
  readonly chapters: readonly Chapter[];

  /** Reads until reads have caught up with writes. */
  catchUp(): Promise<unknown>;

  /** Looks whether all is as it has to be. */
  end(): Promise<void>;
}

/** Tells a history with everything that can go wrong, and right the next time, in a world of its own each. */
export function disturbed(name: string, { chapters, catchUp, end }: History): void {
  const tell = async (before: (chapter: Chapter) => void = () => {}, after: () => Promise<void> = async () => {}): Promise<void> => {
    for (const chapter of chapters) {
      before(chapter);
      await chapter.tell();
      await after();
    }
    await end();
  };

  describe(name, () => {
    test.each(Object.keys(PASSING))('when a call of each operation is %s', async how => {
      await tell(({ calls }) => calls.forEach(operation => world.server.disturbances.plan(operation, PASSING[how])));
    });

    test.each(killings(chapters.flatMap(({ calls }) => calls)))('when a call of %s is the last of a killed run, %s', async (operation, how) => {
      await tell(({ calls }) => calls.includes(operation) && world.server.disturbances.plan(operation, KILLING[how]));
    });

    test.each([1, 2, 3])('when reads lag behind writes by %d, within a deployment', async reads => {
      await tell(() => {
        world.server.lag.reads = reads;
      }, async () => {
        world.server.lag.reads = 0;
        for (let read = 0; read < 8 * reads; read++) {
          await catchUp();
        }
      });
    });

    test('when policies of a role lag behind their changes by half a minute', async () => {
      world.identities.lagSeconds = 30;
      await tell();
    });

    test('when pages have one entry', async () => {
      world.server.pageSize = 1;
      await tell();
    });

    test.each(['after', 'side by side'] as const)('when every event is delivered twice, %s', async how => {
      world.functions.deliverTwice = how;
      await tell();
    });
  });
}
