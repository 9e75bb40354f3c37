import { randomUUID } from 'node:crypto';

/** A role that somebody acts with, for a while. */
export interface Session {
  readonly account: string;

  /** The ARN of the role. */
  readonly role: string;

  /** What it is called, as in the ARN of whoever acts with it. */
  readonly name?: string;

  /** The function run that acts with it, if it is one. */
  readonly run?: Run;
}

/** A run of a function, as the server sees it. */
export interface Run {
  readonly killed: boolean;

  /** Ends it at once, as at its time limit: nothing that it still asks for is heard. */
  kill(): void;
}

/** Temporary credentials, and who acts with them. */
export class Sessions {
  private readonly byToken = new Map<string, Session>();

  /** Begins a session, and returns the token that stands for it. */
  public begin(session: Session): string {
    const token = randomUUID();
    this.byToken.set(token, session);
    return token;
  }

  /** The session that a token stands for. */
  public of(token: string): Session | undefined {
    return this.byToken.get(token);
  }
}
