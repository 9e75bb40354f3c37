import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { compareAsync, Comparison } from './rounds';
import { IMAGE_SHARE_POLICY } from '../../lib/handlers/image-share-policy/contract';
import { encode } from '../../lib/handlers/runtime/contract';
import { accessKeyOf } from '../local-aws/server';
import { HOME } from '../local-aws/stand-in';

const ROOT = join(__dirname, '..', '..');

/** The code of the function of a share policy. */
export const OURS = join(ROOT, 'assets', 'image-share-policy', 'index.js');

/** The code of the function of `AwsCustomResource`, which takes the SDK from Lambda: here from the folder of packages, in the same version. */
export const THEIRS = join(ROOT, 'node_modules', 'aws-cdk-lib', 'custom-resource-handlers', 'dist', 'custom-resources', 'aws-custom-resource-handler', 'index.js');

const AMI = 'ami-0123456789abcdef0';

const EVENT = {
  RequestType: 'Create',
  ResponseURL: 'https://127.0.0.1:9/',
  StackId: `arn:aws:cloudformation:${HOME.region}:${HOME.account}:stack/Share/1`,
  RequestId: 'request',
  LogicalResourceId: 'Share',
};

const OUR_PROPERTIES = encode(IMAGE_SHARE_POLICY, {
  images: [{ image: AMI }], launch: ['222222222222'], copy: [], mode: 'ADDITIVE', onRemoval: 'UNSHARE', sharingQuota: 1_000, allowPublicLaunch: false,
  allowPublicCopy: false,
});

const THEIR_PROPERTIES = {
  InstallLatestAwsSdk: 'false',
  Create: JSON.stringify({
    service: 'EC2',
    action: 'DescribeImages',
    parameters: { Filters: [{ Name: 'image-id', Values: [AMI] }], IncludeDeprecated: true, IncludeDisabled: true },
    physicalResourceId: { id: 'images' },
  }),
};

/** From nothing until the function of each asks EC2 for an AMI: each time a new Node.js, the code, the SDK, a client, a connection. */
export async function coldStart(): Promise<Comparison> {
  let asked: (operation: string | undefined) => void = () => undefined;
  // What it answers does not matter to what is measured: it is refused.
  const server = createServer((request, answer) => {
    let body = '';
    request.on('data', chunk => body += chunk).on('end', () => {
      asked(new URLSearchParams(body).get('Action') ?? undefined);
      answer.writeHead(400, { 'content-type': 'text/xml' }).end('<Response><Errors><Error><Code>ValidationError</Code></Error></Errors></Response>');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: HOME.region,
    AWS_ACCESS_KEY_ID: accessKeyOf(HOME.account),
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const started = (code: string, ResourceProperties: object) => () => new Promise<void>((resolve, reject) => {
    const context = '{ awsRequestId: "run", invokedFunctionArn: "arn", logGroupName: "log", getRemainingTimeInMillis: () => 840000 }';
    const run = `require(${JSON.stringify(code)}).handler(${JSON.stringify({ ...EVENT, ResourceProperties })}, ${context})`;
    const child = spawn(process.execPath, ['-e', run], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', chunk => said += chunk);
    child.once('exit', () => reject(new Error(`${code} did not describe AMIs: ${said}`)));
    asked = operation => {
      if (operation === 'DescribeImages') {
        resolve();
        child.kill('SIGKILL');
      }
    };
  });
  try {
    return await compareAsync(started(OURS, OUR_PROPERTIES), started(THEIRS, THEIR_PROPERTIES), { warmUp: 2, counted: 15 });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
