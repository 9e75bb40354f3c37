import { Annotations } from 'aws-cdk-lib';

/** A warning that a construct raised, whether or not the app acknowledges it. */
export interface Warning {
  readonly path: string;
  readonly id: string;
  readonly message: string;
}

/** Does something, and returns the warnings that were raised meanwhile. The core itself forgets those that are acknowledged. */
export function recordingWarnings<T>(action: () => T): { result: T; raised: readonly Warning[] } {
  const raised: Warning[] = [];
  const original = Annotations.of;
  Annotations.of = scope => {
    const annotations = original(scope);
    const add = annotations.addWarningV2;
    annotations.addWarningV2 = (id, message) => {
      raised.push({ path: scope.node.path, id, message });
      add.call(annotations, id, message);
    };
    return annotations;
  };
  try {
    return { result: action(), raised };
  } finally {
    Annotations.of = original;
  }
}
