import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commands } from '../../cli/commands.ts';
import { PROGRAM } from '../../shared/values/program.ts';
import { patch } from '../world/cases.ts';
import { letter, type Staged, startStaged } from '../world/staged.ts';

const PATCH = patch.operation;
const [TARGET = ''] = patch.targets;

let staged: Staged;

beforeAll(async () => {
  staged = await startStaged();
});
afterAll(() => staged.close());
beforeEach(() => staged.reset());
afterEach(() => {
  // What is pasted into the same shell has to work there.
  const pasted = (staged.printed().match(/npx --no-install db-upkeep .*/g) ?? []).filter(
    (line) => !/ --help /.test(line),
  );
  for (const line of pasted) expect(line).toContain('--stage prod');
});

const DRY = ['invoke', PATCH, '--json', JSON.stringify({ instance_ids: [TARGET] }), '--dry-run'];

const resume = () => staged.run(['resume', '--yes']);

/** Commands of rollouts, of which the stage has none. */
const OF_ROLLOUTS: readonly (readonly string[])[] = [
  ['plan', 'monthly'],
  ['fleet show'],
  ['fleet forecast'],
  ['fleet approve', '0123456789abcdef'],
  ['fleet reject', '0123456789abcdef'],
  ['fleet stop'],
  ['fleet abort'],
  ['fleet proceed', '--reason', 'CHG-9'],
  ['fleet promote', '--wave', 'all'],
  ['fleet retry', TARGET],
  ['fleet hold', TARGET, '--until', 'P1D'],
  ['fleet unhold', TARGET],
];

/** Each with the function that it is about. */
const OPERATORS: readonly [args: readonly string[], of: string][] = [
  [['status', 'CHG-1'], 'sweep'],
  [['status', 'CHG-1', '--operation', PATCH], PATCH],
  [['explain', 'CHG-1'], 'sweep'],
  [['pending', '--operation', PATCH], PATCH],
  [['survey'], 'sweep'],
  [['report'], 'sweep'],
  [['inbox'], 'sweep'],
  [['fleet list'], 'sweep'],
  ...OF_ROLLOUTS.map((args): [readonly string[], string] => [args, 'sweep']),
  [['calendar'], 'sweep'],
  [['calendar check'], 'sweep'],
  [DRY, PATCH],
  [['cancel', 'CHG-1'], 'sweep'],
  [['unlock', TARGET, '--reason', 'CHG-9'], 'sweep'],
  [['dead-letters list', PATCH], PATCH],
  [['dead-letters show', PATCH, '--id', 'a'], PATCH],
  [['dead-letters redrive', PATCH, '--yes'], PATCH],
  [['pause', '--operation', PATCH], PATCH],
  [['resume', '--operation', PATCH, '--yes'], PATCH],
  [['panic'], 'sweep'],
  [['doctor'], 'sweep'],
];

test('every command of an operator is one of these', () => {
  const names = new Set(OPERATORS.map(([[name]]) => name));
  const others = ['package', 'deploy', 'secrets set', 'secrets check', 'secrets rotate', 'schemas'];
  // They need a secret that this stage has not, or do not end: test/cli/channels and test/console have them.
  const apart = ['channels', 'channels test', 'channels missed', 'channels redrive', 'console'];
  const all = commands.map(({ name }) => name).filter((name) => ![...others, ...apart].includes(name));
  expect(all.toSorted()).toEqual([...names].toSorted());
});

describe('in a fresh shell, --stage is all that is needed', () => {
  test.each(OPERATORS)('by %j, whose settings are those of %s', async ([name = '', ...rest], of) => {
    const { code, stderr } = await staged.run([...name.split(' '), ...rest]);
    expect(stderr).not.toMatch(/Misconfigured|PlatformUnavailable|internal error/);
    // There is no fleet to plan, and no rollout to decide about.
    expect(OF_ROLLOUTS.some(([one]) => one === name) ? [64] : [0, 1, 2]).toContain(code);
    expect(staged.plane.asked).toEqual([
      'sts:GetCallerIdentity eu-west-1',
      `lambda:GetFunctionConfiguration db-upkeep-prod-${of} eu-west-1`,
      // Whether it is hosted.
      ...(name === 'doctor' ? ['lambda:GetFunctionConfiguration db-upkeep-prod-console eu-west-1'] : []),
    ]);
    await resume();
  });

  test.each(OPERATORS)('what %j says to type is for the stage, too', async ([name = '', ...rest]) => {
    await staged.run(['pause', '--reason', 'CHG-7']);
    const { stdout, stderr } = await staged.run([...name.split(' '), ...rest]);
    const said = `${stdout}${stderr}`.split('\n').flatMap((line) => line.split(PROGRAM).slice(1));
    expect(said.filter((line) => !line.includes(' --stage prod'))).toEqual([]);
    await resume();
  });

  test.each([
    ['unlock', ['my-database', '--reason', 'x']],
    ['invoke', [PATCH, '--json', '{"instance_ids":["my-database"]}']],
  ])('where to find the id, which %s %j lacks, is for the stage, too', async (name, rest) => {
    const one = await staged.run([name, ...rest]);
    expect(one).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('\n  npx --no-install db-upkeep pending --stage prod\n'),
    });
  });

  test('the doctor says for the stage, too, how to look at dead letters', async () => {
    const { stdout } = await staged.run(['doctor']);
    expect(stdout).toContain(`→ ${PROGRAM} dead-letters list ${PATCH} --stage prod`);
  });
});

test("the operator's policy, docs/operator-policy.json, allows what was asked above and by a redrive, and nothing else", async () => {
  staged.letters = ['CHG-1', 'CHG-2'].map((id) => letter(id, { instance_ids: [TARGET] }));
  await staged.run(['dead-letters', 'redrive', PATCH, '--id', 'CHG-1', '--extend', '--yes']);
  const text = readFileSync(new URL('../../docs/operator-policy.json', import.meta.url), 'utf8');
  const { Statement } = JSON.parse(text) as { Statement: { Action: string[] }[] };
  // IAM knows no action of its own for batches, and none is asked for the key.
  const ofIam = (asked: string) =>
    asked
      .replace('eventbridge ', 'events:')
      .replace(' ', ':')
      .replace(/Batch$/, '');
  const needed = new Set([
    ...staged.described.asked.map(ofIam),
    ...[
      'lambda:GetFunctionConfiguration',
      // A new request that invoke makes is written with its pointers.
      'dynamodb:BatchWriteItem',
      'secretsmanager:GetSecretValue',
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ],
  ]);
  expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual([...needed].sort());
});
