import { lambdaHandler } from '../../../lib/cloudformation/handler';
import { ImageBuilder } from '../../../lib/handlers/image-state-update/aws';
import { logic } from '../../../lib/handlers/image-state-update/logic';
import type { Codec } from '../../../lib/model/codec';
import type { Contract } from '../../../lib/model/contract';
import { IMAGE_STATE_UPDATE, ImageStateUpdateAttribute, ImageStateUpdateSpec } from '../../../lib/model/state/image-state-update-contract';

// The handler of a version that is not released yet: its contract calls the state a target, and knows how to read what came before.

const properties: Codec<ImageStateUpdateSpec> = {
  encode: spec => {
    const { State, ...others } = IMAGE_STATE_UPDATE.properties.encode(spec) as Record<string, unknown>;
    return { ...others, Target: State };
  },
  decode: (raw, path, mistakes) => {
    const { Target, ...others } = raw as Record<string, unknown>;
    return IMAGE_STATE_UPDATE.properties.decode({ ...others, State: Target }, path, mistakes);
  },
};

const NEXT: Contract<ImageStateUpdateSpec, ImageStateUpdateAttribute> = {
  ...IMAGE_STATE_UPDATE,
  version: 2,
  properties,
  past: { 1: ({ State, ...others }) => ({ ...others, Target: State }) },
};

export const handler = lambdaHandler({ contract: NEXT, logic, port: new ImageBuilder() });
