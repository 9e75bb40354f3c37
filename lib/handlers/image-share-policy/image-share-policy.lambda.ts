import { Ec2 } from './aws';
import { logic } from './logic';
import { lambdaHandler } from '../../cloudformation/handler';
import { IMAGE_SHARE_POLICY } from '../../model/sharing/image-share-policy-contract';

export const handler = lambdaHandler({ contract: IMAGE_SHARE_POLICY, logic, port: new Ec2() });
