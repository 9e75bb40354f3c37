import { lambdaHandler } from '../../../lib/cloudformation/handler';
import { Ec2 } from '../../../lib/handlers/image-share-policy/aws';
import { logic } from '../../../lib/handlers/image-share-policy/logic';
import { Codec, listOf, structure } from '../../../lib/model/codec';
import type { Contract } from '../../../lib/model/contract';
import { IMAGE_SHARE_POLICY, ImageSharePolicyAttribute, ImageSharePolicySpec } from '../../../lib/model/sharing/image-share-policy-contract';
import { principal, PrincipalSpec } from '../../../lib/model/sharing/principals';

// The handler of a version that is not released yet: its contract has both rights in one structure, and knows how to read what came before.

const rights = structure<{ readonly rights: { readonly launch: readonly PrincipalSpec[]; readonly copy: readonly PrincipalSpec[] } }>({
  rights: structure({ launch: listOf(principal), copy: listOf(principal) }),
});

const properties: Codec<ImageSharePolicySpec> = {
  encode: ({ launch, copy, ...others }) => {
    const wire = IMAGE_SHARE_POLICY.properties.encode({ ...others, launch: [], copy: [] }) as Record<string, unknown>;
    return { ...wire, Launch: undefined, Copy: undefined, ...rights.encode({ rights: { launch, copy } }) as object };
  },
  decode: (raw, path, mistakes) => {
    const { rights: both } = rights.decode(raw, path, mistakes);
    return { ...IMAGE_SHARE_POLICY.properties.decode({ ...raw as object, Launch: [], Copy: [] }, path, mistakes), ...both };
  },
};

const NEXT: Contract<ImageSharePolicySpec, ImageSharePolicyAttribute> = {
  ...IMAGE_SHARE_POLICY,
  version: 2,
  properties,
  past: { 1: ({ Launch, Copy, ...others }) => ({ ...others, Rights: { Launch, Copy } }) },
};

export const handler = lambdaHandler({ contract: NEXT, logic, port: new Ec2() });
