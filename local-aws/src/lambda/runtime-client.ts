import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { contextOf, handlerIn, LambdaHandler, partsOf } from './context';

// The runtime client inside of a process of its own, as Lambda's: loads the handler, asks for events, and says what came of them.

const agent = new Agent({ keepAlive: true });

interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function ask(method: string, path: string, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(`http://${process.env.AWS_LAMBDA_RUNTIME_API}${path}`, { method, agent }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => text += chunk).on('end', () => resolve({ headers: response.headers as Answer['headers'], body: text }));
    }).on('error', reject).end(body);
  });
}

function report(path: string, error: any): Promise<Answer> {
  return ask('POST', `/2018-06-01/runtime/${path}/error`, JSON.stringify({
    errorType: error?.name ?? typeof error, errorMessage: String(error?.message ?? error), stackTrace: String(error?.stack).split('\n'),
  }));
}

async function loaded(): Promise<LambdaHandler> {
  try {
    const handler = process.env._HANDLER!;
    const load = createRequire(join(process.env.LAMBDA_TASK_ROOT!, 'x.js'));
    return handlerIn(load(`./${partsOf(handler).file}`), handler);
  } catch (error) {
    await report('init', error);
    return process.exit(1);
  }
}

async function run(handler: LambdaHandler): Promise<void> {
  const { headers, body } = await ask('GET', '/2018-06-01/runtime/invocation/next');
  const requestId = headers['lambda-runtime-aws-request-id'];
  const [functionArn, deadline] = [headers['lambda-runtime-invoked-function-arn'], Number(headers['lambda-runtime-deadline-ms'])];
  try {
    const result = await handler(JSON.parse(body), contextOf(process.env, { requestId, functionArn, deadline }, Date.now));
    await ask('POST', `/2018-06-01/runtime/invocation/${requestId}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    await report(`invocation/${requestId}`, error);
  }
}

void loaded().then(async handler => {
  for (;;) {
    await run(handler);
  }
}).catch(() => process.exit(0));
