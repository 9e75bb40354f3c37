import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Answers, CloudFormation, customResources, Deployment, deploymentOf, OperationOptions, Stack } from './cloudformation';
import { resourceTypes } from './cloudformation/resources';
import type { RuleOptions } from './cloudformation/resources/recycle-bin';
import { Ec2Amis } from './ec2-amis';
import { IdentityStore } from './iam/identity-store';
import { Functions } from './lambda/functions';
import { InProcessInvoker } from './lambda/in-process-invoker';
import type { Invoker } from './lambda/invoker';
import { InternalCalls, LocalAws } from './server';
import { cloudFormation } from './services/cloudformation';
import { Ec2, ec2, Ec2Options } from './services/ec2';
import { ImageBuilder, imageBuilder, ImageBuilderOptions } from './services/image-builder';
import { Kms, kms } from './services/kms';
import { lambda } from './services/lambda';
import { Ram, ram, RamOptions } from './services/ram';
import { recycleBin, RecycleBinOptions } from './services/recycle-bin';
import { ssm } from './services/ssm';
import { sts } from './services/sts';
import { Clock } from './world';

/** How a world is made. */
export interface StandInOptions {
  /** The port of the server. @default - a free one */
  readonly port?: number;

  /** How functions run. @default - in this process */
  readonly invoker?: Invoker;

  /** How services and CloudFormation behave, above all where no documentation says it. */
  readonly ec2?: Ec2Options;
  readonly imageBuilder?: Omit<ImageBuilderOptions, 'amis' | 'sharing'>;
  readonly ram?: Partial<Omit<RamOptions, 'images'>>;
  readonly recycleBin?: RecycleBinOptions;
  readonly rules?: RuleOptions;
  readonly stacks?: OperationOptions;
}

/** The account and Region of stacks that name none. */
export const HOME = { account: '111111111111', region: 'eu-west-1' };

/** A whole world: services, functions, roles and stacks, on a clock that stands still until somebody waits. */
export class StandIn {
  /** Begins a world in which there is nothing. */
  public static async start(options: StandInOptions = {}): Promise<StandIn> {
    const clock = new Clock();
    const standIn = new StandIn(clock, await Answers.start(clock), options);
    standIn.started = await LocalAws.start(standIn.services, options.port);
    standIn.server.authorizer = standIn.identities;
    standIn.server.clock = clock;
    return standIn;
  }

  public readonly identities: IdentityStore;
  public readonly functions: Functions;
  public readonly cloudFormation: CloudFormation;
  public readonly ec2: Ec2;
  public readonly imageBuilder: ImageBuilder;
  public readonly ram: Ram;
  public readonly kms: Kms;
  private readonly services: Parameters<typeof LocalAws.start>[0];
  private started?: LocalAws;

  private constructor(public readonly clock: Clock, public readonly answers: Answers, options: StandInOptions) {
    const server = () => this.server;
    this.identities = new IdentityStore(clock);
    this.functions = new Functions(clock, options.invoker ?? new InProcessInvoker(), server);
    this.ec2 = ec2(clock, options.ec2);
    this.ram = ram(clock, { ...options.ram, images: { imageTags: arn => this.imageBuilder.imageTags(arn) } });
    const amis = new Ec2Amis(this.ec2.images, this.identities, server);
    this.imageBuilder = imageBuilder(clock, { ...options.imageBuilder, amis, sharing: this.ram });
    this.kms = kms(clock);
    // The types ask the server when they are used, and it does not run yet.
    const asking: InternalCalls = { call: (...call) => this.server.call(...call) };
    this.cloudFormation = new CloudFormation({
      ...options.stacks,
      clock,
      server,
      types: [
        ...resourceTypes({ server: asking, roles: this.identities, functions: this.functions, clock, rule: options.rules }),
        ...customResources({ functions: this.functions, answers, clock }),
      ],
    });
    this.services = [
      this.ec2, this.imageBuilder, this.ram, recycleBin(clock, options.recycleBin), this.kms,
      ssm(clock, { imageExists: (imageId, { region }) => this.ec2.images.get(region, imageId) !== undefined }), lambda(this.functions),
      sts(clock, this.identities, () => this.server.sessions), cloudFormation(this.cloudFormation.stacks),
    ];
  }

  /** What SDKs talk to. */
  public get server(): LocalAws {
    return this.started!;
  }

  /** What the stand-in does not know or did wrong, and what those who answered CloudFormation did wrong. Tests expect nothing. */
  public get faults(): readonly string[] {
    return [...this.server.faults, ...this.answers.faults];
  }

  /** Deploys a stack of an app that was synthesised, as `cdk deploy` does. */
  public async deploy(assembly: CloudAssembly, stackName: string, changes: Partial<Deployment> = {}): Promise<Stack> {
    return this.cloudFormation.deploy({ ...deploymentOf(assembly, stackName, HOME), ...changes });
  }

  /** Ends the world. */
  public async stop(): Promise<void> {
    await this.functions.idle();
    this.functions.dispose();
    await this.server.stop();
    await this.answers.stop();
  }
}
