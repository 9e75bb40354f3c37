import type { PolicyDocument } from './policy-document';

/** The roles of all accounts, as far as policies are changed on them. */
export interface Roles {
  /** Creates a role, or gives it another trust policy or other managed policies. */
  putRole(arn: string, role: { readonly trust: PolicyDocument; readonly managedPolicyArns: readonly string[] }): void;

  removeRole(arn: string): void;

  /** Puts an inline policy on a role, in the place of one of the same name. */
  putPolicy(roleArn: string, name: string, document: PolicyDocument): void;

  removePolicy(roleArn: string, name: string): void;

  /** Creates or changes a customer managed policy. */
  putManagedPolicy(arn: string, document: PolicyDocument): void;

  removeManagedPolicy(arn: string): void;
}
