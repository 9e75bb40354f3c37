import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { recordingWarnings, Warning } from './warnings';
import type { Template } from './words/template';

/** A stack of an app that was synthesised. */
export interface SynthesisedStack {
  readonly stack: Stack;
  readonly template: Template;

  /** The template as it is committed. */
  readonly text: string;

  /** The warnings that are left for a person to look at. */
  readonly open: readonly Warning[];

  /** The warnings that the app acknowledges. */
  readonly acknowledged: readonly Warning[];
}

/** Synthesises an app, outside of the project. Throws what the synthesis throws. */
export function synthesise(build: (app: App) => void): SynthesisedStack[] {
  const outdir = mkdtempSync(join(tmpdir(), 'golden-images-'));
  try {
    const app = new App({ outdir });
    const { result: assembly, raised } = recordingWarnings(() => {
      build(app);
      return app.synth();
    });
    return app.node.children.filter(Stack.isStack).map(stack => {
      const { template, messages } = assembly.getStackByName(stack.stackName);
      const isOpen = ({ path, message }: Warning) => messages.some(({ id, entry }) => id === `/${path}` && String(entry.data).startsWith(message));
      const own = raised.filter(({ path }) => path.startsWith(`${stack.node.path}/`));
      return {
        stack,
        template,
        text: `${JSON.stringify(template, undefined, 2)}\n`,
        open: own.filter(isOpen),
        acknowledged: own.filter(warning => !isOpen(warning)),
      };
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The logical id of the resource that a construct is about. */
export function logicalIdOf(construct: IConstruct): string {
  let resource: IConstruct | undefined = construct;
  while (resource !== undefined && !CfnResource.isCfnResource(resource)) {
    resource = resource.node.defaultChild;
  }
  if (resource === undefined) {
    throw new Error(`${construct.node.path} has no resource`);
  }
  return Stack.of(resource).resolve(resource.logicalId);
}
