/**
 * An error that a service answers with. The stand-in answers only with errors that the model lists for the operation.
 */
export class ServiceError extends Error {
  /**
   * @param details What the error says besides its message, such as a reason.
   */
  constructor(public readonly code: string, message: string, public readonly details: Readonly<Record<string, unknown>> = {}) {
    super(message);
  }
}

/**
 * A mistake of the stand-in itself: an answer that breaks the model, an error that the operation does not have, or something
 * that it is asked to do and does not know. Never taken for an answer of AWS.
 */
export class StandInFault extends Error {}
