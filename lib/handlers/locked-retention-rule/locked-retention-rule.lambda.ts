import { RecycleBin } from './aws';
import { LOCKED_RETENTION_RULE } from './contract';
import { logic } from './logic';
import { lambdaHandler } from '../runtime/handler';

export const handler = lambdaHandler({ contract: LOCKED_RETENTION_RULE, logic, port: new RecycleBin() });
