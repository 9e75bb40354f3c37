import { join } from 'node:path';
import type { Deployment } from '../../local-aws/src/cloudformation';

/**
 * A stack as another version of the library makes it: with the bundle of that version, and properties as its contract has them.
 *
 * @param handler The name of the handler of that version, if it has another one.
 * @param change Changes the properties of the custom resource.
 */
export function byAnotherVersion(
  deployment: Deployment, resourceType: string, change: (properties: Record<string, any>) => void, handler?: string,
): Deployment {
  const template = JSON.parse(JSON.stringify(deployment.template));
  for (const { Type: type, Properties: properties } of Object.values<any>(template.Resources)) {
    if (type === 'AWS::Lambda::Function' && handler !== undefined) {
      properties.Code.S3Key = `${handler}.zip`;
    } else if (type === resourceType) {
      change(properties);
    }
  }
  const folder = join(__dirname, '.assets', handler ?? '');
  return {
    ...deployment,
    template: JSON.parse(JSON.stringify(template)),
    assetFolder: key => (key === `${handler}.zip` ? folder : deployment.assetFolder(key)),
  };
}
