// Before any test: bundles the handlers, of the library and of the tests.
import { fileURLToPath } from 'node:url';
import { bundleAll } from '../../projenrc/bundle/bundle.mjs';

const folder = path => fileURLToPath(new URL(path, import.meta.url));

export default async function bundle() {
  await bundleAll([folder('../../lib/handlers'), folder('../../assets')], [folder('../handlers'), folder('../handlers/.assets')]);
}
