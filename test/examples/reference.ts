/** A value that only the deployment knows, typed as what it stands for. */
export function reference<T>(name: string): T {
  return { Ref: name } as T;
}
