import { Component } from 'projen';
import type { NodeProject } from 'projen/lib/javascript';

/**
 * Makes each module of the library a subpath of the package (`cdk-image-governance/lifecycle`), and each of its tools for tests
 * (`cdk-image-governance/jest-serializer`), which is no part of what other languages see.
 *
 * What `exports` does not name cannot be imported, so no user can come to depend on a file of
 * lib/private. `typesVersions` says the same to compilers that do not read `exports`.
 */
export class Subpaths extends Component {
  constructor(project: NodeProject, { modules, tools }: { readonly modules: readonly string[]; readonly tools: readonly string[] }) {
    super(project);
    const module = (path: string) => ({ types: `./${path}.d.ts`, default: `./${path}.js` });
    const subpaths = [...modules.map(name => [name, `lib/${name}/index`]), ...tools.map(tool => [tool, `lib/${tool}`])];

    project.package.addField('exports', {
      '.': module('lib/index'),
      ...Object.fromEntries(subpaths.map(([subpath, path]) => [`./${subpath}`, module(path)])),
      './package.json': './package.json',
      './.jsii': './.jsii',
    });
    project.package.addField('typesVersions', {
      '*': Object.fromEntries(subpaths.map(([subpath, path]) => [subpath, [`${path}.d.ts`]])),
    });
  }
}
