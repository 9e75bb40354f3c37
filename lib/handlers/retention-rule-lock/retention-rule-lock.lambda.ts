import { RecycleBin } from './aws';
import { RETENTION_RULE_LOCK } from './contract';
import { logic } from './logic';
import { lambdaHandler } from '../runtime/handler';

export const handler = lambdaHandler({ contract: RETENTION_RULE_LOCK, logic, port: new RecycleBin() });
