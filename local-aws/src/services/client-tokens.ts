import { isDeepStrictEqual } from 'node:util';
import { ServiceError } from '../service-error';
import { Caller, Regional } from '../world';

/**
 * The client tokens that a service has seen. The same token returns the first answer, without doing it again; with other parameters it
 * is refused. A call that failed leaves its token free.
 */
export class ClientTokens {
  private readonly answered = new Regional<{ readonly input: object; readonly output: Promise<object> }>();

  /**
   * Does something once for a token.
   *
   * @param mismatch The error that other parameters are refused by.
   */
  public async once(
    caller: Caller, input: { readonly clientToken: string }, act: () => object | Promise<object>, mismatch = 'IdempotentParameterMismatchException',
  ): Promise<object> {
    const answers = this.answered.of(caller);
    const before = answers.get(input.clientToken);
    if (before && !isDeepStrictEqual(before.input, input)) {
      throw new ServiceError(mismatch, 'The client token was used with other parameters.');
    }
    const output = before?.output ?? (async () => act())();
    answers.set(input.clientToken, { input, output });
    try {
      return await output;
    } catch (error) {
      answers.delete(input.clientToken);
      throw error;
    }
  }
}
