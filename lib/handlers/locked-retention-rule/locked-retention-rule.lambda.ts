import { RecycleBin } from './aws';
import { logic } from './logic';
import { lambdaHandler } from '../../cloudformation/handler';
import { LOCKED_RETENTION_RULE } from '../../model/retention/locked-retention-rule-contract';

export const handler = lambdaHandler({ contract: LOCKED_RETENTION_RULE, logic, port: new RecycleBin() });
