import { Ec2 } from './aws';
import { logic } from './logic';
import { lambdaHandler } from '../../cloudformation/handler';
import { IMAGE_ATTRIBUTES } from '../../model/sharing/image-attributes-contract';

export const handler = lambdaHandler({ contract: IMAGE_ATTRIBUTES, logic, port: new Ec2() });
