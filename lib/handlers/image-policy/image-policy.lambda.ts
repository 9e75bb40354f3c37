import { ImageBuilderAndRam } from './aws';
import { logic } from './logic';
import { lambdaHandler } from '../../cloudformation/handler';
import { IMAGE_POLICY } from '../../model/sharing/image-policy-contract';

export const handler = lambdaHandler({ contract: IMAGE_POLICY, logic, port: new ImageBuilderAndRam() });
