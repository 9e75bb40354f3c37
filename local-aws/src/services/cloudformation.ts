import type { Stack } from '../cloudformation/stack';
import type { Stacks } from '../cloudformation/stacks';
import { serviceModel } from '../model/service-model';
import type { Service } from '../service';
import { ServiceError } from '../service-error';
import { Caller, page, PARTITION } from '../world';

/**
 * CloudFormation, as far as functions ask it about stacks.
 *
 * Modelled from the API reference (DescribeStacks, DescribeStackResource).
 */
export function cloudFormation(stacks: Stacks): Service {
  const find = (nameOrId: string, caller: Caller, otherwise: string): Stack => {
    const stack = stacks.find(caller, nameOrId);
    if (stack === undefined) {
      throw new ServiceError('ValidationError', otherwise);
    }
    return stack;
  };
  const arnOf = (nameOrId: string, caller: Caller) => nameOrId.startsWith('arn:') ? nameOrId : stacks.find(caller, nameOrId)?.id
    ?? `arn:${PARTITION}:cloudformation:${caller.region}:${caller.account}:stack/${nameOrId}/*`;

  return {
    model: serviceModel('cloudformation/2010-05-15'),
    invalidRequest: [{ code: 'ValidationError' }],
    errors: ['ValidationError'],
    accessDenied: 'AccessDenied',
    throttled: 'Throttling',
    access: {
      DescribeStacks: ({ StackName }, caller) => [{
        action: 'cloudformation:DescribeStacks', resource: StackName === undefined ? '*' : arnOf(StackName, caller),
      }],
      DescribeStackResource: ({ StackName }, caller) => [{ action: 'cloudformation:DescribeStackResource', resource: arnOf(StackName, caller) }],
    },
    operations: {
      DescribeStacks: ({ StackName, NextToken }, caller) => {
        if (StackName !== undefined) {
          return { Stacks: [shown(find(StackName, caller, `Stack with id ${StackName} does not exist`))] };
        }
        const { items, nextToken } = page(stacks.of(caller), undefined, NextToken, caller);
        return { Stacks: items.map(shown), ...nextToken === undefined ? {} : { NextToken: nextToken } };
      },

      DescribeStackResource: ({ StackName, LogicalResourceId: logicalId }, caller) => {
        const stack = find(StackName, caller, `Stack '${StackName}' does not exist`);
        return { StackResourceDetail: { ...resourceOf(stack, logicalId), StackId: stack.id, StackName: stack.name, LogicalResourceId: logicalId } };
      },
    },
  };
}

function shown(stack: Stack) {
  const { status, reason, outputs, parameters, tags, lastUpdatedTime, deletionTime, template: { Description } } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...Description === undefined ? {} : { Description },
    Parameters: parameters,
    CreationTime: stack.creationTime,
    ...lastUpdatedTime === undefined ? {} : { LastUpdatedTime: lastUpdatedTime },
    ...deletionTime === undefined ? {} : { DeletionTime: deletionTime },
    StackStatus: status,
    ...reason === undefined ? {} : { StackStatusReason: reason },
    DisableRollback: stack.disableRollback,
    NotificationARNs: [],
    Outputs: outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      ...description === undefined ? {} : { Description: description },
      ...exportName === undefined ? {} : { ExportName: exportName },
    })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function resourceOf(stack: Stack, logicalId: string) {
  const resource = stack.resources.get(logicalId);
  if (resource === undefined) {
    throw new ServiceError('ValidationError', `Resource ${logicalId} does not exist for stack ${stack.name}`);
  }
  const { physicalId, type, status, reason, updated } = resource;
  return {
    ...physicalId === undefined ? {} : { PhysicalResourceId: physicalId },
    ResourceType: type,
    LastUpdatedTimestamp: updated,
    ResourceStatus: status,
    ...reason === undefined ? {} : { ResourceStatusReason: reason },
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}
