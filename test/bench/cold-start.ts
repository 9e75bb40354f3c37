import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { compareAsync, Comparison } from './rounds';
import { accessKeyOf } from '../../local-aws/src/server';
import { HOME } from '../../local-aws/src/stand-in';

const ROOT = join(__dirname, '..', '..');

/** The code of the function of a construct, by the name of its bundle. */
export const codeOf = (bundle: string) => join(ROOT, 'assets', bundle, 'index.js');

/** The code of the function of `AwsCustomResource`, which takes the SDK from Lambda: here from the folder of packages, in the same version. */
export const THEIRS = join(ROOT, 'node_modules', 'aws-cdk-lib', 'custom-resource-handlers', 'dist', 'custom-resources', 'aws-custom-resource-handler', 'index.js');

const EVENT = {
  RequestType: 'Create',
  ResponseURL: 'https://127.0.0.1:9/',
  StackId: `arn:aws:cloudformation:${HOME.region}:${HOME.account}:stack/Images/1`,
  RequestId: 'request',
  LogicalResourceId: 'It',
};

/** What a function of ours and that of `AwsCustomResource` ask of a service first, but for what ours wants to know of its stack. */
export interface FirstCall {
  /** Our bundle, and what it is asked for. */
  readonly bundle: string;
  readonly properties: object;

  /** The same call as `AwsCustomResource` is told of it. */
  readonly service: string;
  readonly action: string;
  readonly parameters: object;

  /** Whether a request is that call. */
  is(path: string, body: string): boolean;
}

/** From nothing until the function of each asks a service for the same: each time a new Node.js, the code, the SDK, a client, a connection. */
export async function coldStart({ bundle, properties, service, action, parameters, is }: FirstCall): Promise<Comparison> {
  let asked: (path: string, body: string) => void = () => undefined;
  // What it answers does not matter to what is measured: it is refused.
  const server = createServer((request, answer) => {
    let body = '';
    request.on('data', chunk => body += chunk).on('end', () => {
      asked(request.url!, body);
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
    child.once('exit', () => reject(new Error(`${code} did not call ${service} ${action}: ${said}`)));
    asked = (path, body) => {
      if (is(path, body)) {
        resolve();
        child.kill('SIGKILL');
      }
    };
  });
  const theirs = {
    InstallLatestAwsSdk: 'false', Create: JSON.stringify({ service, action, parameters, physicalResourceId: { id: 'it' } }),
  };
  try {
    return await compareAsync(started(codeOf(bundle), properties), started(THEIRS, theirs), { warmUp: 2, counted: 15 });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
