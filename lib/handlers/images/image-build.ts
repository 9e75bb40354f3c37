/** By which errors Image Builder says that there is no such image. Which of them it is, is not documented. */
export const NO_SUCH_IMAGE: readonly string[] = ['ResourceNotFoundException', 'InvalidRequestException'];

const BUILDING: readonly (string | undefined)[] = ['PENDING', 'CREATING', 'BUILDING', 'TESTING', 'DISTRIBUTING', 'INTEGRATING'];

/** How a build is. */
export function buildOf(status: string | undefined): 'there' | 'building' | 'gone' | 'failed' {
  return BUILDING.includes(status) ? 'building'
    : status === 'DELETED' ? 'gone'
      : status === 'FAILED' || status === 'CANCELLED' ? 'failed' : 'there';
}
