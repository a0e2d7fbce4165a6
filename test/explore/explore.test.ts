import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

/** The least that `TIMING` takes of everything that keeps a second submission apart from a first that may still arrive. */
const NO_MARGINS = JSON.stringify({
  absence_margin_ms: 10,
  clock_skew_ms: 10,
  index_lag_ms: 0,
  lease_margin_ms: 100,
  submit_margin_ms: 100,
});

function explore(...args: readonly string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/explore/main.ts', ...args], {
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

test('without margins a double submission is found, its plan shows it again, and with the usual margins it does not', () => {
  const searched = explore(
    ...[
      '--scenario',
      'patch-databases/one',
      '--singles',
      '60',
      '--pairs',
      '0',
      '--random',
      '0',
      '--most',
      '1',
    ],
    ...['--timing', NO_MARGINS],
  );
  expect(searched.said).toContain('BROKEN  submitted twice');
  expect(searched.status).toBe(1);
  const plan = /--plan '([^']+)'/.exec(searched.said)?.[1] ?? '';
  expect(plan).toMatch(/^patch-databases\/one; \d+ late$/);

  const replayed = explore('--plan', plan, '--timing', NO_MARGINS);
  expect(replayed.said).toContain('BROKEN  submitted twice');
  expect(replayed.status).toBe(1);
  const usual = explore('--plan', plan);
  expect(usual.said).toContain('LATE');
  expect(usual.said).not.toContain('BROKEN');
  expect(usual.status).toBe(0);
}, 300_000);

test.each([
  ['patch-databases/one; lost 17', /--plan: expected "<number> <fault>"/],
  ['patch-databases/never; 17 lost', /no situation patch-databases\/never: there are /],
])(
  'a plan that cannot be read is told: %s',
  (plan, told) => {
    const { status, said } = explore('--plan', plan);
    expect(said).toMatch(told);
    expect(status).toBe(64);
  },
  60_000,
);
