import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patch } from '../world/cases.ts';
import { type Staged, startStaged } from '../world/staged.ts';
import { type Ended, inProcess } from './in-process.ts';

const PATCH = patch.operation;

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

describe('what is wrong is told, with what to do', () => {
  const status = (...more: string[]) => staged.run(['status', 'CHG-1', ...more]);
  const lines = ({ stderr }: Ended) => stderr.trimEnd().split('\n');

  test('a stage that is not there', async () => {
    staged.plane.functions.clear();
    const one = await status();
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one)).toEqual([
      'PlatformUnavailable: there is no stage prod in region eu-west-1 of the AWS account 123456789012: Function not found: arn:aws:lambda:eu-west-1:123456789012:function:db-upkeep-prod-sweep',
      'Next step: check --stage and --aws-region; aws sts get-caller-identity shows who you are',
    ]);
  });

  test('no right to read how its functions are set', async () => {
    staged.plane.trouble = 'denied';
    const one = await status();
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one)[0]).toMatch(/^PlatformUnavailable: the settings of the stage prod cannot be read: Acc/);
    expect(lines(one)[1]).toMatch(/^Next step: this AWS login lacks lambda:GetFunctionConfiguration: /);
  });

  test('no right to use the key that they lie under', async () => {
    staged.plane.trouble = 'key denied';
    const one = await status();
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one)[1]).toMatch(/^Next step: this AWS login lacks kms:Decrypt: /);
  });

  test('a login that has expired', async () => {
    staged.plane.trouble = 'expired';
    const one = await status();
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one)[0]).toMatch(/the account of this AWS login cannot be read: ExpiredToken: /);
    expect(lines(one)[1]).toMatch(/^Next step: this AWS login has expired: aws sso login/);
  });

  test('no region', async () => {
    const nowhere = { AWS_REGION: undefined, AWS_CONFIG_FILE: '/dev/null', HOME: '/nowhere' };
    const one = await staged.run(['status', 'CHG-1'], nowhere);
    expect(one).toMatchObject({ code: 69, stdout: '' });
    expect(lines(one).at(-1)).toBe(
      'Next step: name the region of AWS that the stage is deployed in: --aws-region <region>, or AWS_REGION',
    );
    expect(staged.plane.asked).toEqual([]);
  });

  test.each([
    ['Prod', '--stage: stage "Prod": expected 1 to 20 lower-case letters, digits and dashes'],
    ['local', '--stage: local is this machine, and not deployed: leave --stage out'],
  ])('a name that no stage has: %s', async (name, said) => {
    const one = await inProcess(['status', 'CHG-1', '--stage', name], staged.fresh());
    expect(one).toMatchObject({ code: 64, stderr: expect.stringContaining(said) });
    expect(staged.plane.asked).toEqual([]);
  });

  test.each(['invoke patch-databases --json {}', 'doctor'])('--rehearsal with it: %s', async (line) => {
    expect(await staged.run([...line.split(' '), '--rehearsal'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--stage and --rehearsal do not go together'),
    });
  });
});

describe('what stops a stage does so although its settings cannot be read', () => {
  test.each([
    [['panic'], 'denied'],
    [['panic'], 'out of order'],
    [['pause', '--operation', PATCH], 'denied'],
  ] as const)('%j, Lambda being %s', async (args, trouble) => {
    staged.plane.trouble = trouble;
    const { code, stdout, stderr } = await staged.run(args);
    expect([code, stdout]).toEqual([0, expect.stringContaining('paused')]);
    expect(stderr).toContain('the settings of the stage prod cannot be read: ');
    expect(stderr).toContain('goes on with the names of its table and bus');
    staged.plane.trouble = undefined;
    expect((await staged.run(['status', '--last', '1'])).stderr).toContain('paused since');
    await staged.run(['resume', ...args.slice(1), '--yes']);
  });

  test('but no stage that is not there', async () => {
    staged.plane.functions.clear();
    expect(await staged.run(['panic'])).toMatchObject({ code: 69, stdout: '' });
  });

  test.each([
    ['resume', '--yes'],
    ['status', 'a'],
    ['dead-letters', 'list', PATCH],
  ])('nothing else does: %s', async (...args) => {
    staged.plane.trouble = 'denied';
    expect(await staged.run(args)).toMatchObject({ code: 69, stdout: '' });
  });
});
