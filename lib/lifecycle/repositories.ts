import { Stack, Token } from 'aws-cdk-lib';
import { CfnRepository, IRepository } from 'aws-cdk-lib/aws-ecr';
import type { IConstruct } from 'constructs';
import type { LifecycleRule } from './lifecycle-rule';
import type { ClosedRepository } from '../model/lifecycle/input';

/** The tag by which the owner of an ECR repository lets lifecycle policies delete from it. */
export const ACCESS_TAG = { key: 'LifecycleExecutionAccess', value: 'EC2 Image Builder' };

/** A rule, or whatever else deletes from repositories. */
type Deleting = Pick<LifecycleRule, '_repositories'>;

/** Lets Image Builder delete from the repositories of this app that rules delete from. */
export function openRepositories(rules: readonly Deleting[]): void {
  for (const repository of repositoriesOf(rules)) {
    resourceOf(repository)?.tags.setTag(ACCESS_TAG.key, ACCESS_TAG.value);
  }
}

/**
 * The repositories that are closed all the same. To be asked when the app is validated: until then its tags may change.
 *
 * @param near Where the role is that would have to delete from them.
 */
export function closedRepositories(rules: readonly Deleting[], near: IConstruct): ClosedRepository[] {
  const { account } = Stack.of(near);
  return repositoriesOf(rules).flatMap(repository => {
    const reason = reasonToBeClosed(repository, account);
    return reason === undefined ? [] : [{ path: repository.node.path, reason }];
  });
}

function repositoriesOf(rules: readonly Deleting[]): IRepository[] {
  return rules.flatMap(rule => rule._repositories);
}

function reasonToBeClosed(repository: IRepository, account: string): string | undefined {
  const owner = repository.env.account;
  if (!Token.isUnresolved(owner) && !Token.isUnresolved(account) && owner !== account) {
    return 'is of another account, where the role cannot delete';
  }
  const resource = resourceOf(repository);
  if (resource === undefined) {
    return 'is not of this app and cannot be tagged here';
  }
  return resource.tags.tagValues()[ACCESS_TAG.key] === ACCESS_TAG.value ? undefined : 'gets another value of the tag, or has it taken away';
}

function resourceOf(repository: IRepository): CfnRepository | undefined {
  const resource = repository.node.defaultChild;
  return CfnRepository.isCfnRepository(resource) ? resource : undefined;
}
