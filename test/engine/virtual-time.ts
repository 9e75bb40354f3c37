import { sleep } from '../../lib/engine/clock';

/** Time that goes by only while somebody sleeps. The test that begins it has to mock `clock`. */
export class VirtualTime {
  /** Milliseconds since 1970. */
  public now = Date.UTC(2026, 0, 1);

  /** How long was slept, each time, in milliseconds. */
  public readonly pauses: number[] = [];

  /** What else happens while somebody sleeps. */
  public meanwhile?: () => void;

  public constructor() {
    jest.spyOn(Date, 'now').mockImplementation(() => this.now);
    jest.mocked(sleep).mockImplementation(async milliseconds => {
      this.pauses.push(milliseconds);
      this.now += milliseconds;
      this.meanwhile?.();
    });
  }
}
