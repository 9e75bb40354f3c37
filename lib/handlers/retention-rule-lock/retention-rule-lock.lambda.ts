import { RecycleBin } from './aws';
import { logic } from './logic';
import { lambdaHandler } from '../../cloudformation/handler';
import { RETENTION_RULE_LOCK } from '../../model/retention/retention-rule-lock-contract';

export const handler = lambdaHandler({ contract: RETENTION_RULE_LOCK, logic, port: new RecycleBin() });
