import { describe, expect, test } from '@jest/globals';
import { fleetPlanText } from '../../../cli/words/fleet-plan-text.ts';
import { shownPlan } from '../../../shared/fleet/plan/shown.ts';
import { rolloutOf, waveOf } from '../why/rollout.ts';
import {
  calendarWith,
  factsOf,
  fleetNamed,
  hotfixRow,
  NOW,
  patchRow,
  planOf,
  proxyRows,
  readRows,
} from './plan-world.ts';

const GEMINI = 'patch-databases: { versions: latest, min_age: P14D }';
const PROXY = 'upgrade-proxy-version: { versions: latest, min_age: P7D }';
const backed = (...texts: readonly string[]) =>
  fleetNamed(
    'monthly',
    texts.map((text) => [text, text.replace(' }', ', backup: before }')]),
  );
const rows = readRows([hotfixRow(1), patchRow(2), ...proxyRows(3)]);

describe('a plan whose fleet has backups made before', () => {
  test('names for each target the operation of its service, and counts them', async () => {
    const plan = planOf(await factsOf({ fleet: backed(GEMINI, PROXY) }), rows);
    expect(Object.fromEntries(plan.targets.map(({ operation, backup }) => [operation, backup]))).toEqual({
      'schedule-hotfix-upgrade': undefined,
      'patch-databases': { operation: 'back-up-geminidb', apart: true },
      'upgrade-proxy-version': { operation: 'back-up-taurusdb' },
    });
    expect(plan.state.backups).toBe(2);
    const head = rolloutOf([waveOf('prod', plan.targets.length)], { state: 'proposed' });
    const text = fleetPlanText(shownPlan(head, plan, undefined, NOW), NOW, 200);
    expect(text).toContain('2 backups made before: each is kept, and billed, until somebody deletes it');
  });

  test('has another hash, and without them the hash that it had', async () => {
    const { hash } = planOf(await factsOf(), rows);
    const other = planOf(await factsOf({ fleet: backed(GEMINI) }), rows).hash;
    expect(other).toBeDefined();
    expect(other).not.toBe(hash);
    const { targets } = planOf(await factsOf(), rows);
    expect(targets.some((target) => 'backup' in target)).toBe(false);
  });

  test('leaves a target out whose backup or work the policy forbids', async () => {
    const forbidden = ({
      operation,
      target,
      instance,
    }: {
      operation: string;
      target: string;
      instance: string;
    }) => (operation === 'back-up-taurusdb' && target === instance ? 'no rule allows it' : undefined);
    const plan = planOf(await factsOf({ fleet: backed(PROXY), forbidden }), rows);
    expect(plan.left_out).toContainEqual(
      expect.objectContaining({
        operation: 'upgrade-proxy-version',
        code: 'forbidden',
        reason: 'no rule allows it',
      }),
    );
  });

  test('leaves a target out that no operation backs up', async () => {
    const plan = planOf(await factsOf({ fleet: backed(GEMINI), backUp: new Map() }), rows);
    expect(plan.left_out).toContainEqual(
      expect.objectContaining({ code: 'not_known', reason: 'no operation backs up its instance' }),
    );
  });

  test('leaves a GeminiDB instance out that has a window a week, which suffices for a proxy', async () => {
    const weekly = calendarWith(["days: [tue, wed, thu], from: '22:00'", "days: [tue], from: '22:00'"]);
    const plan = planOf(await factsOf({ fleet: backed(GEMINI, PROXY), calendar: weekly }), rows);
    expect(plan.targets.map(({ operation }) => operation)).toEqual([
      'schedule-hotfix-upgrade',
      'upgrade-proxy-version',
    ]);
    expect(plan.left_out).toContainEqual(
      expect.objectContaining({
        operation: 'patch-databases',
        code: 'fits_no_window',
        reason: 'its backup and its work fit in no windows, the one soon enough behind the other',
      }),
    );
  });
});
