// The schemas of an SDK client are lists that refer to each other. A bundler keeps all of them, because it cannot know that to make such a
// list does nothing else. Told so, it keeps those that are used: the function starts faster, and has half the bytes.
import { readFile } from 'node:fs/promises';

/** A declaration of a list, whole. */
const LIST = /^((?:export )?(?:const|var) [\w$]+ = )(\[[^]*?\]);$/gm;

/** A plugin of the bundler. */
export const schemas = {
  name: 'schemas',
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(LIST, '$1/* @__PURE__ */ (() => $2)();'),
      loader: 'js',
    }));
  },
};
