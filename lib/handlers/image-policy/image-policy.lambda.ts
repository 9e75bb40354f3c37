import { ImageBuilderAndRam } from './aws';
import { IMAGE_POLICY } from './contract';
import { logic } from './logic';
import { lambdaHandler } from '../runtime/handler';

export const handler = lambdaHandler({ contract: IMAGE_POLICY, logic, port: new ImageBuilderAndRam() });
