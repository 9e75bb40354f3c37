import type { Roles } from '../../iam/roles';
import type { FunctionHost } from '../../lambda/function-host';
import type { InternalCalls } from '../../server';
import type { Clock } from '../../world';
import type { ResourceType } from '../resource-type';
import { declared } from './declared';
import { iam } from './iam';
import { lifecyclePolicy } from './image-builder';
import { imageBuilderDeclared } from './image-builder-declared';
import { lambda } from './lambda';
import { Names } from './names';
import { resourceShare } from './ram';
import { rule, RuleOptions } from './recycle-bin';
import { parameter } from './ssm';

/** What the types of resources need to be carried out. */
export interface ResourceTypesProps {
  readonly server: InternalCalls;
  readonly roles: Roles;
  readonly functions: FunctionHost;
  readonly clock: Clock;

  /** How retention rules behave where no documentation says it. */
  readonly rule?: RuleOptions;
}

/** Every type of resource that stacks can have here, besides those that others bring. */
export function resourceTypes({ server, roles, functions, clock, rule: options = {} }: ResourceTypesProps): ResourceType[] {
  const names = new Names();
  return [
    lifecyclePolicy(server, names),
    rule(server, options),
    resourceShare(server, names, clock),
    parameter(server, names),
    ...iam(roles, names),
    ...lambda(functions, names),
    ...imageBuilderDeclared(),
    ...declared(names),
  ];
}
