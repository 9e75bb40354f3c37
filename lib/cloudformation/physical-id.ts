/** The id of a resource of which nothing was made: its deletion takes nothing away. */
export function nothingMadeFor(requestId: string): string {
  return `none-${requestId}`;
}

/** Whether an id says that nothing was made. */
export function isNothing(physicalId: string | undefined): boolean {
  return physicalId?.startsWith('none-') === true;
}
