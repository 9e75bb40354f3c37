import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { AppIndexes, DeclarationKind } from '../../lib/private/declarations';

// What constructs declare to the others of their app, and the indexes over it.

const COLOURS = new DeclarationKind<string>('Colour');

function coloured(scope: Construct, colour: string): Construct {
  const construct = new Construct(scope, colour);
  COLOURS.declare(construct, () => colour);
  return construct;
}

test('a construct declares what others read, by its kind and by no other', () => {
  const stack = new Stack();
  const [red, plain] = [coloured(stack, 'red'), new Construct(stack, 'plain')];
  expect([red, plain].map(construct => [COLOURS.isDeclaredBy(construct), COLOURS.of(construct)])).toEqual([[true, 'red'], [false, undefined]]);
  expect(new DeclarationKind('Taste').isDeclaredBy(red)).toBe(false);
});

test('another copy of the library reads it', () => {
  const copies: DeclarationKind<string>[] = [];
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof import('../../lib/private/declarations')>('../../lib/private/declarations');
    copies.push(new copy.DeclarationKind<string>('Colour'));
  });
  expect(copies[0]).not.toBeInstanceOf(DeclarationKind);
  expect(copies[0].of(coloured(new Stack(), 'red'))).toBe('red');
});

test('the answer is of the time when it is asked for', () => {
  const construct = new Construct(new Stack(), 'Changing');
  const colours = ['red', 'green'];
  COLOURS.declare(construct, () => colours.shift()!);
  expect([COLOURS.of(construct), COLOURS.of(construct)]).toEqual(['red', 'green']);
});

test('the declarations among constructs come in the order of these', () => {
  const stack = new Stack();
  const constructs = ['green', 'red'].map(colour => coloured(stack, colour));
  expect(COLOURS.among(stack.node.findAll())).toEqual(constructs.map(construct => ({ construct, declared: construct.node.id })));
});

describe('an index', () => {
  const made = jest.fn((constructs: readonly IConstruct[]) => COLOURS.among(constructs).map(({ declared }) => declared));
  const indexes = new AppIndexes(COLOURS, made);

  beforeEach(() => made.mockClear());

  test('is made once for all that ask, and anew for one that asks again', () => {
    const stack = new Stack();
    const [red, green] = ['red', 'green'].map(colour => coloured(stack, colour));
    expect(indexes.for(red)).toBe(indexes.for(green));
    expect(made).toHaveBeenCalledTimes(1);
    coloured(stack, 'blue');
    expect(indexes.for(red)).toEqual(['red', 'green', 'blue']);
    expect(made).toHaveBeenCalledTimes(2);
  });

  test('is made anew for a construct that came after it', () => {
    const stack = new Stack();
    indexes.for(coloured(stack, 'red'));
    expect(indexes.for(coloured(stack, 'green'))).toEqual(['red', 'green']);
  });

  test('is one for each Stage, over all of the app', () => {
    const app = new App();
    const [red, green] = ['red', 'green'].map(colour => coloured(new Stage(app, `Stage-${colour}`), colour));
    expect([red, green].map(construct => indexes.for(construct))).toEqual([['red', 'green'], ['red', 'green']]);
    expect(made).toHaveBeenCalledTimes(2);
  });
});
