/** What something was at any time. What is kept is never changed, only followed by another. */
export class History<T> {
  private readonly entries: { readonly since: number; readonly value: T | undefined }[] = [];

  /**
   * @param since From when on it is so, in milliseconds since 1970.
   * @param value Nothing, if it is gone.
   */
  public put(since: number, value: T | undefined): void {
    this.entries.push({ since, value });
  }

  /** What it was at a time, or is. */
  public at(time: number): T | undefined {
    return this.entries.filter(entry => entry.since <= time).at(-1)?.value;
  }

  public get latest(): T | undefined {
    return this.entries.at(-1)?.value;
  }
}
