import { expect, test } from '@jest/globals';
import { fleetPlanText } from '../../../cli/words/fleet-plan-text.ts';
import { shownPlan } from '../../../shared/fleet/plan/shown.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { DAY } from '../../../shared/values/time/units.ts';
import {
  ASIA,
  calendarWith,
  factsOf,
  hotfixRow,
  NOW,
  patchRow,
  planOf,
  proxyRows,
  readRows,
  type Whole,
} from './plan-world.ts';

const tags = (more: Readonly<Record<string, string>>) => ({ tags: { ...hotfixRow(1).tags, ...more } });
const { owner: _, ...unowned } = hotfixRow(1).tags ?? {};
const current = hotfixRow(20, { offered: hotfixRow(1).offered.map((offer) => ({ ...offer, patch: false })) });

const ROWS = [
  hotfixRow(1, tags({ 'upkeep-wave': 'canary', env: 'live' })),
  patchRow(2, { ...tags({ env: 'test' }), ...ASIA }),
  hotfixRow(3, tags({ app: 'orders' })),
  patchRow(4, { tags: { ...unowned, app: 'orders' }, first_offered: { 'latest patch': NOW - 20 * DAY } }),
  patchRow(5),
  ...proxyRows(6, tags({ app: 'orders' })),
  current,
  hotfixRow(21, {
    ...tags({ 'upkeep-hold-until': '2027-01-15' }),
    holds: { 'upkeep-hold-until': { value: '2027-01-15', first_seen: NOW } },
  }),
];

async function headOf({ finished, hash }: Whole): Promise<RolloutHead> {
  const { fleet } = await factsOf();
  if (finished.is !== 'proposed') throw new Error(finished.reason);
  return {
    schema: 1,
    id: 'monthly-1799049600-a1b2c3d4',
    fleet: 'monthly',
    state: 'proposed',
    decision: 1,
    asked: { by: 'timer', at: NOW },
    spec: fleet,
    calendar: calendarWith(),
    hash: hash ?? '',
    planned_at: NOW,
    good_until: NOW + 21 * DAY,
    waves: finished.waves,
    approvals: [],
    in_flight: [],
    kept: [],
    silences: 0,
    holds: {},
    outbox: [],
  };
}

const textOf = async (whole: Whole, before?: Whole) =>
  fleetPlanText(shownPlan(await headOf(whole), whole, before, NOW), NOW, 200);

test('a plan of the example shows waves, what they bring, what is left out and what changed', async () => {
  const facts = await factsOf();
  const [before, whole] = [
    planOf(facts, readRows([...ROWS.slice(0, 4), hotfixRow(7)])),
    planOf(facts, readRows(ROWS)),
  ];
  const typed = whole.hash?.slice(0, 16).match(/.{4}/g)?.join(' ');
  const lines = (await textOf(whole, before)).replace(typed ?? 'no hash', '<hash>').split('\n');
  expect(lines.map((line) => line.replaceAll(/ {2,}/g, ' '))).toEqual([
    'plan <hash>, fleet monthly, proposed, made 2027-01-04T08:00:00Z, good until 2027-01-25T08:00:00Z',
    'rollout monthly-1799049600-a1b2c3d4: 6 targets, 2 left out',
    '',
    'wave targets at once enough stops after bake windows opens next approval',
    'canary 1 1 100% 1 2 d west, asia 2027-01-05 22:00 in Istanbul, 19:00 UTC none',
    'test 1 5 100% 2 3 d west, asia 2027-01-05 01:00 in Singapore, 2027-01-04 17:00 UTC none',
    'prod 4 1, then 5, then 8 95% 2 - west, asia 2027-01-05 22:00 in Istanbul, 19:00 UTC 1',
    '',
    'operation engine from to targets offered for',
    'patch-databases influxdb 1.7 latest patch 3 20 d to 29 d',
    'schedule-hotfix-upgrade GaussDB 3.208 3.208.0.6 3.208.0.7 2 41 d',
    'upgrade-proxy-version proxy 2.23.12.000 2.24.03.000 1 10 d',
    '',
    'left out 1 up to date',
    'left out 1 held by a tag',
    ` ${hotfixRow(21).target}: upkeep-hold-until 2027-01-15: left alone until 2027-01-15T21:00:00Z`,
    'last plan: 5 targets (+2 -1)',
    ` not in it: ${patchRow(5).target}, ${proxyRows(6)[1].target}`,
    ` in it alone: ${hotfixRow(7).target}`,
    'test: 1 target with a version that no wave before tries',
    'prod: 1 target with a version that no wave before tries',
    'longest group: app=orders, 3 targets, one after another',
    'without an owner: 1',
    '',
  ]);
});

test('a plan says what the gates of its waves ask for', async () => {
  const whole = planOf(await factsOf(), readRows([hotfixRow(3)]));
  const head = await headOf(whole);
  const gate = {
    alarms: 'none',
    needs: ['webhook:smoke', 'webhook:load'],
    veto: ['webhook:monitor'],
  } as const;
  const waves = head.waves.map((wave) => (wave.name === 'canary' ? { ...wave, gate } : wave));
  const text = fleetPlanText(shownPlan({ ...head, waves }, whole, undefined, NOW), NOW, 200);
  expect(text.match(/^gate.*$/gm)).toEqual([
    'gate of canary: no new alarm fires; to be confirmed by webhook:smoke and webhook:load; webhook:monitor may veto it',
  ]);
});

test('an empty wave has no opening', async () => {
  const text = await textOf(planOf(await factsOf(), readRows([hotfixRow(3)])));
  expect(text).toMatch(/^canary +0 .* - +- +none$/m);
  expect(text).toContain('nothing is left out');
});

test('a next opening lies behind every freeze', async () => {
  const whole = planOf(await factsOf(), readRows([hotfixRow(3)]));
  const now = Date.parse('2026-12-20T00:00:00Z');
  const { waves } = shownPlan(await headOf(whole), whole, undefined, now);
  // Frozen until January 4, 06:00 in Istanbul; Tuesday is the first day of its window.
  expect(waves[2]?.opens).toEqual({ at: Date.parse('2027-01-05T19:00:00Z'), region: 'tr-west-1' });
});
