import type { Stack, StackEvent } from './stack';
import { Caller, Clock, PARTITION } from '../world';

type Place = Pick<Caller, 'account' | 'region'>;

/** All stacks, those that were deleted too, and what happened to them. */
export class Stacks {
  /** Everything that happened, in order. */
  public readonly events: StackEvent[] = [];

  private readonly byId = new Map<string, Stack>();
  private created = 0;
  private incarnations = 0;

  constructor(public readonly clock: Clock) {
  }

  /** The ARN of a new stack. A stack that is created again has another one. */
  public newId({ account, region }: Place, name: string): string {
    const uuid = `00000000-0000-4000-8000-${String(++this.created).padStart(12, '0')}`;
    return `arn:${PARTITION}:cloudformation:${region}:${account}:stack/${name}/${uuid}`;
  }

  /** What tells a resource that is about to be created from all others. */
  public newIncarnation(): number {
    return ++this.incarnations;
  }

  public put(stack: Stack): void {
    this.byId.set(stack.id, stack);
  }

  public get(id: string): Stack {
    return this.byId.get(id)!;
  }

  /** The stacks of an account and a Region that are not deleted, the youngest first. */
  public of({ account, region }: Place): Stack[] {
    return this.all({ account, region }).filter(({ status }) => status !== 'DELETE_COMPLETE').reverse();
  }

  /** A stack by its name or ARN. One that was deleted is found only by its ARN. */
  public find(place: Place, nameOrId: string): Stack | undefined {
    return this.all(place).find(({ id }) => id === nameOrId) ?? this.of(place).find(({ name }) => name === nameOrId);
  }

  private all({ account, region }: Place): Stack[] {
    return [...this.byId.values()].filter(stack => stack.account === account && stack.region === region);
  }
}
