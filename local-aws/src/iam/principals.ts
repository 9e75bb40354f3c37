import { Caller, PARTITION } from '../world';

/** How a session is called whose name nobody gave. */
const UNNAMED = 'session';

/** The ARN of whoever asks: of a session of a role, or of an account itself. */
export function principalArn({ account, role, sessionName = UNNAMED }: Pick<Caller, 'account' | 'role' | 'sessionName'>): string {
  return role === undefined ? `arn:${PARTITION}:iam::${account}:root` : sessionArn(role, sessionName);
}

/** The ARN of a session of a role. It has the name of the role without its path. */
export function sessionArn(role: string, sessionName: string): string {
  return `arn:${PARTITION}:sts::${accountOf(role)}:assumed-role/${role.split('/').at(-1)}/${sessionName}`;
}

/** The account in an ARN: empty in some. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
