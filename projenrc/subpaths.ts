import { Component } from 'projen';
import type { NodeProject } from 'projen/lib/javascript';

/**
 * Makes each wing of the library a subpath of the package (`cdk-image-governance/lifecycle`).
 *
 * What `exports` does not name cannot be imported, so no user can come to depend on a file of
 * lib/private. `typesVersions` says the same to compilers that do not read `exports`.
 */
export class Subpaths extends Component {
  constructor(project: NodeProject, wings: readonly string[]) {
    super(project);
    const module = (path: string) => ({ types: `./${path}.d.ts`, default: `./${path}.js` });

    project.package.addField('exports', {
      '.': module('lib/index'),
      ...Object.fromEntries(wings.map(wing => [`./${wing}`, module(`lib/${wing}/index`)])),
      './package.json': './package.json',
      './.jsii': './.jsii',
      './.warnings.jsii.js': './.warnings.jsii.js',
    });
    project.package.addField('typesVersions', {
      '*': Object.fromEntries(wings.map(wing => [wing, [`lib/${wing}/index.d.ts`]])),
    });
  }
}
