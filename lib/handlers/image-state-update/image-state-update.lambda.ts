import { ImageBuilder } from './aws';
import { IMAGE_STATE_UPDATE } from './contract';
import { logic } from './logic';
import { lambdaHandler } from '../runtime/handler';

export const handler = lambdaHandler({ contract: IMAGE_STATE_UPDATE, logic, port: new ImageBuilder() });
