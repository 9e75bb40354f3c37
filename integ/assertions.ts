import type { WaiterStateMachineOptions } from '@aws-cdk/integ-tests-alpha';
import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import { Duration } from 'aws-cdk-lib';

/** An answer is asked for again until it is as expected: services tell of what they did a little later, and new roles are known later still. */
export const SOON: WaiterStateMachineOptions = { interval: Duration.seconds(15), totalTimeout: Duration.minutes(5) };

/** The first retention rule of an account and Region takes half an hour until it is in force. */
export const WHEN_IN_FORCE: WaiterStateMachineOptions = { interval: Duration.minutes(1), totalTimeout: Duration.minutes(45) };

/** A text and no other. `ExpectedResult.exact` matches none: the function that compares does not know it. */
export const text = (value: string) => ExpectedResult.stringLikeRegexp(`^${value}$`);
