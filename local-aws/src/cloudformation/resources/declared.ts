import { PARTITION } from '../../world';
import type { ResourceRequest, ResourceType } from '../resource-type';
import { kept } from './kept';
import type { Names } from './names';

/** Types that have an identity and attributes here, and no behaviour: no log is kept in a log group, and no key encrypts. */
export function declared(names: Names): ResourceType[] {
  return [
    kept('AWS::Logs::LogGroup', request => {
      const name: string = request.properties.LogGroupName ?? names.name(request, 512);
      return { physicalId: name, attributes: { Arn: `${arn(request, 'logs', `log-group:${name}`)}:*` } };
    }),

    // The names of repositories are in lower case.
    kept('AWS::ECR::Repository', request => {
      const name: string = request.properties.RepositoryName ?? names.name(request).toLowerCase();
      const { account, region } = request.caller;
      return {
        physicalId: name,
        attributes: { Arn: arn(request, 'ecr', `repository/${name}`), RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}` },
      };
    }),

    kept('AWS::KMS::Key', request => {
      const id = names.uuid(request);
      return { physicalId: id, attributes: { KeyId: id, Arn: arn(request, 'kms', `key/${id}`) } };
    }),

    kept('AWS::KMS::Alias', ({ properties }) => ({ physicalId: properties.AliasName, attributes: {} })),

    kept('AWS::SNS::Topic', request => {
      const name: string = request.properties.TopicName ?? `${names.name(request, 251)}${request.properties.FifoTopic ? '.fifo' : ''}`;
      const topic = arn(request, 'sns', name);
      return { physicalId: topic, attributes: { TopicArn: topic, TopicName: name } };
    }),

    kept('AWS::SNS::TopicPolicy', request => {
      const id = names.name(request);
      return { physicalId: id, attributes: { Id: id } };
    }),

    // On the default bus, Ref is the name: so says the template reference, while the registry has the ARN.
    kept('AWS::Events::Rule', request => {
      const { Name, EventBusName: bus } = request.properties;
      const name: string = Name ?? names.name(request);
      const busName = bus?.split('/').at(-1) ?? 'default';
      const place = busName === 'default' ? '' : `${busName}/`;
      return {
        physicalId: busName === 'default' ? name : `${busName}|${name}`,
        attributes: { Arn: arn(request, 'events', `rule/${place}${name}`), RuleName: name },
      };
    }),

    metadata(names),
  ];
}

/** What CDK notes on a stack. It is not in the registry. */
function metadata(names: Names): ResourceType {
  return {
    type: 'AWS::CDK::Metadata',
    replacedBy: [],
    create: async request => ({ physicalId: names.uuid(request), attributes: {} }),
    update: async ({ physicalId }) => ({ physicalId, attributes: {} }),
    delete: async () => {},
  };
}

/** An ARN in the place of a stack. */
function arn({ caller: { account, region } }: ResourceRequest, service: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${region}:${account}:${resource}`;
}
