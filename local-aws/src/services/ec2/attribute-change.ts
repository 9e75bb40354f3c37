import { badCombination, badValue, missing, noAttributes } from './errors';
import type { LaunchPermission, LaunchPermissionChange } from './launch-permissions';
import { ServiceError } from '../../service-error';

/** What a request changes about an AMI: one thing at a time. */
export type AttributeChange =
  | { readonly LaunchPermission: LaunchPermissionChange }
  | { readonly Description: string }
  | { readonly ImdsSupport: string };

/** How a request names principals with `Attribute`, and what each of them is. */
const PRINCIPALS: readonly [string, keyof LaunchPermission][] = [
  ['UserIds', 'UserId'], ['UserGroups', 'Group'], ['OrganizationArns', 'OrganizationArn'], ['OrganizationalUnitArns', 'OrganizationalUnitArn'],
];

const NAMED = ['Description', 'ImdsSupport', 'LaunchPermission'];

/** What a request to ModifyImageAttribute changes. There are two ways to say it: the attribute itself, or its name and a value. */
export function requestedChange(input: any): AttributeChange {
  if (input.ProductCodes !== undefined) {
    throw new ServiceError('InvalidParameter', 'The product codes of an AMI cannot be modified.');
  }
  const named = NAMED.filter(it => input[it] !== undefined);
  if (input.Attribute !== undefined) {
    if (named.length > 0) {
      throw badCombination('Only one attribute can be modified at a time.');
    }
    return byName(input);
  }
  if (input.OperationType !== undefined || principalsOf(input).length > 0) {
    throw missing('LaunchPermission');
  }
  if (input.Value !== undefined) {
    throw missing('Attribute');
  }
  if (named.length > 1) {
    throw badCombination('Only one attribute can be modified at a time.');
  }
  const { Description: description, ImdsSupport: imdsSupport, LaunchPermission: permissions } = input;
  if (description?.Value !== undefined) {
    return { Description: description.Value };
  }
  if (imdsSupport?.Value !== undefined) {
    return { ImdsSupport: imdsSupport.Value };
  }
  const { Add = [], Remove = [] } = permissions ?? {};
  if (Add.length + Remove.length === 0) {
    throw noAttributes();
  }
  return { LaunchPermission: { Add, Remove } };
}

function byName(input: any): AttributeChange {
  const { Attribute: attribute, OperationType: type, Value: value } = input;
  const principals = principalsOf(input);
  switch (attribute) {
    case 'launchPermission':
      if (value !== undefined) {
        throw badCombination('Value is not for the attribute launchPermission.');
      }
      if (type === undefined) {
        throw missing('OperationType');
      }
      if (principals.length === 0) {
        throw noAttributes();
      }
      return { LaunchPermission: type === 'add' ? { Add: principals, Remove: [] } : { Add: [], Remove: principals } };
    case 'description':
    case 'imdsSupport':
      if (type !== undefined || principals.length > 0) {
        throw badCombination(`OperationType and principals are not for the attribute ${attribute}.`);
      }
      if (value === undefined) {
        throw missing('Value');
      }
      return attribute === 'description' ? { Description: value } : { ImdsSupport: value };
    default:
      throw badValue(`The attribute ${attribute} of an AMI cannot be modified.`);
  }
}

function principalsOf(input: any): LaunchPermission[] {
  return PRINCIPALS.flatMap(([list, kind]) => (input[list] ?? []).map((value: string) => ({ [kind]: value })));
}
