import { lambdaHandler } from '../../../lib/cloudformation/handler';
import { RecycleBin } from '../../../lib/handlers/locked-retention-rule/aws';
import { logic } from '../../../lib/handlers/locked-retention-rule/logic';
import { Codec, structure, text } from '../../../lib/model/codec';
import type { Contract } from '../../../lib/model/contract';
import { LOCKED_RETENTION_RULE, LockedRetentionRuleSpec } from '../../../lib/model/retention/locked-retention-rule-contract';
import type { LockAttribute } from '../../../lib/model/retention/rule-lock-contract';

// The handler of a version that is not released yet: its contract has the period as a text, and knows how to read what came before.

const period = structure<{ readonly retention: string }>({ retention: text });

const properties: Codec<LockedRetentionRuleSpec> = {
  encode: spec => {
    const { RetentionDays: days, ...others } = LOCKED_RETENTION_RULE.properties.encode(spec) as Record<string, unknown>;
    return { ...others, Retention: `${days} days` };
  },
  decode: (raw, path, mistakes) => {
    const { retention } = period.decode(raw, path, mistakes);
    return LOCKED_RETENTION_RULE.properties.decode({ ...raw as object, RetentionDays: retention?.split(' ')[0] }, path, mistakes);
  },
};

const NEXT: Contract<LockedRetentionRuleSpec, LockAttribute> = {
  ...LOCKED_RETENTION_RULE,
  version: 2,
  properties,
  past: { 1: ({ RetentionDays, ...others }) => ({ ...others, Retention: `${RetentionDays} days` }) },
};

export const handler = lambdaHandler({ contract: NEXT, logic, port: new RecycleBin() });
