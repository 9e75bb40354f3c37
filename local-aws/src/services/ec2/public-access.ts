import type { PublicAccess, Store } from './store';
import type { Operation } from '../../service';
import type { Caller } from '../../world';

/**
 * Block public access for AMIs, of an account in a Region. What is public already stays so.
 *
 * Modelled from the API reference of each operation and the user guide ("Block public access to your AMIs").
 */
export function publicAccessOperations(store: Store): Record<string, Operation> {
  const decide = (caller: Caller, state: PublicAccess) => {
    store.publicAccess.of(caller).set('state', state);
    return { ImageBlockPublicAccessState: state };
  };
  return {
    GetImageBlockPublicAccessState: (_, caller) => ({ ImageBlockPublicAccessState: store.publicAccessOf(caller), ManagedBy: 'account' }),
    EnableImageBlockPublicAccess: ({ ImageBlockPublicAccessState: state }, caller) => decide(caller, state),
    DisableImageBlockPublicAccess: (_, caller) => decide(caller, 'unblocked'),
  };
}
