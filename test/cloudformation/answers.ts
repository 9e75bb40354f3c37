import { EVENT, LOGICAL_ID, REQUEST_ID, STACK_ID } from './events';
import type { CustomResourceEvent } from '../../lib/cloudformation/event';
import { lambdaHandler } from '../../lib/cloudformation/handler';
import { respond } from '../../lib/cloudformation/respond';
import type { Platform } from '../../lib/cloudformation/stack';
import type { Logic } from '../../lib/engine/handler';
import type { Action } from '../../lib/engine/plan';
import { listOf, structure, text } from '../../lib/model/codec';
import type { Contract } from '../../lib/model/contract';
import { FakePort, Things, ThingsAttribute, ThingsSpec } from '../engine/things';
import type { VirtualTime } from '../engine/virtual-time';

// A whole handler of things, from an event to its answer. The test that uses it has to mock `clock` and `respond`.

export const THINGS: Contract<ThingsSpec, ThingsAttribute> = {
  resourceType: 'Custom::Things',
  version: 2,
  properties: structure<ThingsSpec>({ things: listOf(text) }),
  check: () => [],
  attributes: ['Count'],
  past: { 1: ({ Thing: thing, ...others }) => ({ ...others, Things: [thing] }) },
};

export type ThingsLogic = Logic<ThingsSpec, Things, Action, ThingsAttribute>;

const properties = (...things: string[]) => ({ ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:Things', ContractVersion: '2', Things: things });

export const CREATE: CustomResourceEvent = { ...EVENT, ResourceProperties: properties('a', 'b') };

export const UPDATE: CustomResourceEvent = {
  ...EVENT, RequestType: 'Update', PhysicalResourceId: 'things-before', ResourceProperties: properties('a', 'b'),
  OldResourceProperties: properties('a'),
};

export const DELETE: CustomResourceEvent = {
  ...EVENT, RequestType: 'Delete', PhysicalResourceId: 'things-before', ResourceProperties: properties('a', 'b'),
};

/** Properties of a version that this code does not know. */
export const NEWER = { ContractVersion: '3', Collection: 'a,b' };

export const IDS = { StackId: STACK_ID, RequestId: REQUEST_ID, LogicalResourceId: LOGICAL_ID };

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:Things';

/** What surrounds a function: a stack, and Lambda. */
export class FakeSurroundings implements Platform {
  /** What the stack says, one after the other; the last again and again. */
  public statuses: (string | Error | undefined)[] = ['CREATE_IN_PROGRESS'];
  public reads: string[] = [];

  /** What was handed over, and to which function. */
  public readonly handed: [CustomResourceEvent, string][] = [];
  public instead?: () => Promise<void>;

  public async stackStatus(stackId: string): Promise<string | undefined> {
    this.reads.push(stackId);
    const status = this.statuses.length > 1 ? this.statuses.shift() : this.statuses[0];
    if (status instanceof Error) {
      throw status;
    }
    return status;
  }

  public async handOver(event: CustomResourceEvent, functionArn: string): Promise<void> {
    await this.instead?.();
    this.handed.push([event, functionArn]);
  }
}

/** Functions of a handler of things, one for each run. */
export class ThingsFunction {
  public readonly port = new FakePort();
  public readonly surroundings = new FakeSurroundings();

  /** How long a run may take, in milliseconds. */
  public limit = 14 * 60_000;

  private log = '';

  public constructor(private readonly time: VirtualTime) {
    jest.spyOn(process.stdout, 'write').mockImplementation(line => {
      this.log += String(line);
      return true;
    });
  }

  /** Runs it with an event, and returns what went to CloudFormation. */
  public async run(logic: ThingsLogic, event: CustomResourceEvent, contract = THINGS): Promise<unknown[]> {
    const began = this.time.now;
    const before = jest.mocked(respond).mock.calls.length;
    await lambdaHandler({ contract, logic, port: this.port }, this.surroundings)(event, {
      awsRequestId: 'run-1',
      invokedFunctionArn: FUNCTION_ARN,
      logGroupName: 'ThingsHandlerLog',
      getRemainingTimeInMillis: () => this.limit - (this.time.now - began),
    });
    return jest.mocked(respond).mock.calls.slice(before).map(([url, bytes]) => {
      expect(url).toBe(event.ResponseURL);
      return JSON.parse(new TextDecoder().decode(bytes));
    });
  }

  /** The lines of the log. */
  public lines(): Record<string, any>[] {
    return this.log.split('\n').filter(line => line !== '').map(line => JSON.parse(line));
  }

  /** The lines of one step, without what all lines have. */
  public said(step: string): object[] {
    return this.lines().filter(line => line.step === step)
      .map(({ step: _, requestType, requestId, stackId, logicalId, lambdaRequestId, ...details }) => details);
  }
}
