import { ImageBuilder } from './aws';
import { logic } from './logic';
import { lambdaHandler } from '../../cloudformation/handler';
import { IMAGE_STATE_UPDATE } from '../../model/state/image-state-update-contract';

export const handler = lambdaHandler({ contract: IMAGE_STATE_UPDATE, logic, port: new ImageBuilder() });
