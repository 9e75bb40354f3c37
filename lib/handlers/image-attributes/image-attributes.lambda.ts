import { Ec2 } from './aws';
import { IMAGE_ATTRIBUTES } from './contract';
import { logic } from './logic';
import { lambdaHandler } from '../runtime/handler';

export const handler = lambdaHandler({ contract: IMAGE_ATTRIBUTES, logic, port: new Ec2() });
