import { PlentyOfTime } from './in-recycle-bin';
import { aws } from '../../../local-aws/src/recycle-bin-client';
import { VirtualTime } from '../../engine/virtual-time';

// The time of each test of a port that imports this, and has to mock `clock`: what was to go wrong has gone wrong at its end.

export let time: VirtualTime;
export let run: PlentyOfTime;

beforeEach(() => {
  time = new VirtualTime();
  run = new PlentyOfTime();
});

afterEach(() => {
  jest.restoreAllMocks();
  expect(aws.disturbances.outstanding).toEqual([]);
});
