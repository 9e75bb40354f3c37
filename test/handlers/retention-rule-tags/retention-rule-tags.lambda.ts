import { RecycleBin } from './aws';
import { RETENTION_RULE_TAGS } from './contract';
import { logic } from './logic';
import { lambdaHandler } from '../../../lib/cloudformation/handler';

export const handler = lambdaHandler({ contract: RETENTION_RULE_TAGS, logic, port: new RecycleBin() });
