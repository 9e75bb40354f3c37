import type { ClientRequest } from 'node:http';

/** What an environment asked of the world outside and has no answer to yet: while there is something, its code does more than wait. */
export class Calls {
  private underWay = 0;

  /**
   * @param changed Is told when the first call begins, and when the last one is over.
   */
  constructor(private readonly changed: () => void) {
  }

  public get none(): boolean {
    return this.underWay === 0;
  }

  /** Counts a call as long as its promise is open. */
  public during<T>(promise: Promise<T>): Promise<T> {
    const end = this.begin();
    promise.then(end, end);
    return promise;
  }

  /** A module of Node.js whose functions return promises, all of them counted. */
  public countedPromises<M extends object>(module: M): M {
    return Object.fromEntries(Object.entries(module).map(([name, it]) => [
      name, typeof it === 'function' ? (...args: unknown[]) => this.during(Promise.resolve(it.apply(module, args))) : it,
    ])) as M;
  }

  /** `http` or `https`, of which each request is counted until its answer has been read, or its connection is gone. */
  public countedRequests<M extends object>(module: M): M {
    const counted = (name: 'request' | 'get') => (...args: unknown[]) => {
      const request = (module as Record<typeof name, (...args: unknown[]) => ClientRequest>)[name](...args);
      request.once('close', this.begin());
      return request;
    };
    return { ...module, request: counted('request'), get: counted('get') };
  }

  private begin(): () => void {
    this.underWay++;
    if (this.underWay === 1) {
      this.changed();
    }
    return () => {
      this.underWay--;
      if (this.none) {
        this.changed();
      }
    };
  }
}
