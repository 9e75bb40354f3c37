// Compiled output lies beside the sources, and of a folder Node takes index.js before index.ts.
// Loaded after tsx, this makes it take the source, so that nothing runs on what was compiled before the last change.
import { createRequire } from 'node:module';

const { extensions } = createRequire(import.meta.url);

// Node looks for extensions in the order in which they were added.
for (const [extension, load] of Object.entries(extensions)) {
  if (extension !== '.ts') {
    delete extensions[extension];
    extensions[extension] = load;
  }
}
