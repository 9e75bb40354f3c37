import { renameSync, writeFileSync } from 'node:fs';

/**
 * Tells processes the time, through a file: code asks for it at any moment, and cannot wait for an answer. What runs in such a process
 * need not know of it, so that any runtime client does.
 */
export class ClockFile {
  constructor(public readonly path: string, private readonly now: () => number) {
    this.tell();
  }

  /** Tells what time it is by now. Whoever reads meanwhile reads the time before. */
  public tell(): void {
    const next = `${this.path}.next`;
    writeFileSync(next, String(this.now()));
    renameSync(next, this.path);
  }
}
