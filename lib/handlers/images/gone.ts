const GONE = ['InvalidAMIID.NotFound', 'InvalidSnapshot.NotFound'];

/**
 * What comes of a call, or nothing, if what it is about is gone.
 *
 * @param orUnavailable Whether an AMI that is there and cannot be changed is as good as gone.
 */
export async function unlessGone<T>(call: () => Promise<T>, orUnavailable = false): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const { name } = error as Error;
    if (GONE.includes(name) || (orUnavailable && name === 'InvalidAMIID.Unavailable')) {
      return undefined;
    }
    throw error;
  }
}
