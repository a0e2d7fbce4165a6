import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patch } from '../world/cases.ts';
import { type Staged, startStaged } from '../world/staged.ts';

const PATCH = patch.operation;
const [TARGET] = patch.targets;

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

describe('what this shell sets', () => {
  test('stands over the stage, and is told where it differs', async () => {
    const { code, stderr } = await staged.run(['pause', '--reason', 'CHG-8'], {
      LEDGER_TABLE: 'another-ledger',
    });
    expect(code).toBe(0);
    expect(stderr).toContain(
      'stage prod: LEDGER_TABLE is another-ledger as this shell has it, not db-upkeep-prod-ledger\n',
    );
    expect(JSON.stringify(await staged.table.items('another-ledger'))).toContain('CHG-8');
    expect(await staged.run(['resume', '--yes'], { LEDGER_TABLE: 'another-ledger' })).toMatchObject({
      code: 0,
    });
  });

  test('is told by its name alone where it is more than a name', async () => {
    const { stderr } = await staged.run(['status', 'CHG-1'], { TIMING: '{"index_lag_ms":3000}' });
    expect(stderr).toContain("stage prod: TIMING is this shell's, not the stage's\n");
    expect(stderr).not.toContain('3000');
  });

  test('is not told where it is the same, nor where the stage says nothing of it', async () => {
    const shell = { LEDGER_TABLE: 'db-upkeep-prod-ledger', MAX_TARGETS: '7', EVENT_BUS: '', STAGE: 'dev' };
    const { stderr } = await staged.run(['status', 'CHG-1'], shell);
    expect(stderr).not.toContain('stage prod:');
  });

  test("a login of one's own is used in place of the stage's secret", async () => {
    const { code, stderr } = await staged.run(DRY, staged.login());
    expect(stderr).toMatch(/^account +acme\/upkeep$/m);
    expect([code, stderr]).toEqual([
      expect.any(Number),
      expect.stringContaining(
        "stage prod: the login is this shell's HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD, not db-upkeep/prod/credentials\n",
      ),
    ]);
  });

  test('may not make a stage less safe', async () => {
    const { code, stderr } = await staged.run(['status', 'CHG-1'], { TIMING: '{"clock_skew_ms":10}' });
    expect([code, stderr]).toEqual([69, expect.stringContaining('STAGE prod takes no shorter margins')]);
  });
});
