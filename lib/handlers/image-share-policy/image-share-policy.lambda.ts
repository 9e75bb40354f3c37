import { Ec2 } from './aws';
import { IMAGE_SHARE_POLICY } from './contract';
import { logic } from './logic';
import { lambdaHandler } from '../runtime/handler';

export const handler = lambdaHandler({ contract: IMAGE_SHARE_POLICY, logic, port: new Ec2() });
