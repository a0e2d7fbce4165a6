import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { openDigest } from '../../../shared/fleet/plan/digest.ts';
import type { PlanRow } from '../../../shared/fleet/plan/facts.ts';
import { finish } from '../../../shared/fleet/plan/finish.ts';
import { emptyPlan, planner } from '../../../shared/fleet/plan/plan-page.ts';
import { openUntried } from '../../../shared/fleet/plan/untried.ts';
import { type LeftOut, type Planned, targetKey } from '../../../shared/fleet/rollout/target.ts';
import type { TargetRow } from '../../../shared/fleet/survey/rows.ts';
import { DAY, HOUR } from '../../../shared/values/time/units.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

const PAGE = 100;
const NOW = Date.parse('2027-01-04T08:00:00Z');
const place = { region: 'tr-west-1', project: '0483b6b16e954cb88930a360d2c4e663' };
const wave = { at_once: 8, ramp: [1, 5], stop_after: 2, enough: '95%', bake: 'P2D' };
const fleet: Fleet = {
  select: { places: [place], tags: { upkeep: 'monthly' } },
  max_targets: 10_000,
  take: { 'patch-databases': { versions: 'latest', min_age: 'P14D', never: [] } },
  plan: { time_zone: 'UTC', good_for: 'P21D' },
  approval: { waves: 'all', by: ['queue:AROAEXAMPLELEAD0001:*'], needs: 1 },
  waves: { canary: { tags: { wave: 'canary' }, ...wave }, others: { rest: true, ...wave } },
  windows: ['own'],
  holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
  owner: 'tag:owner',
  tell: { ahead: [], to: ['people'] },
};

/** A row as the table holds it; every instance has one of some hundred windows, and one in ten is left out. */
function docOf(n: number): string {
  const minute = String(n % 60).padStart(2, '0');
  const row: TargetRow = {
    service: 'geminidb',
    ...place,
    target: `${String(n).padStart(32, '0')}in13`,
    name: `instance-${n}`,
    engine: 'influxdb',
    version: '1.7',
    window: `${String(n % 24).padStart(2, '0')}:${minute}-${String((n + 4) % 24).padStart(2, '0')}:${minute}`,
    tags: {
      upkeep: 'monthly',
      wave: n % 50 === 0 ? 'canary' : 'others',
      owner: 'team',
      app: `app-${n % 700}`,
    },
    unread: [],
    offered: [
      {
        operation: 'patch-databases',
        current: '1.7',
        available: 'latest patch',
        patch: n % 10 > 0,
        unread: [],
      },
    ],
    first_offered: { 'latest patch': NOW - 30 * DAY },
  };
  return JSON.stringify(row);
}

const since = performance.now();
const plan = planner({
  fleet,
  calendar: { windows: {}, never_together: ['tag:app'] },
  now: NOW,
  backUp: new Map(),
  bring: new Map([['patch-databases', { intent: ({ target }) => ({ instance_ids: [target] }) }]]),
  lastsOf: () => HOUR,
  forbidden: () => undefined,
  elsewhere: new Set(),
  past: { first: true, has: () => false },
});
let state = emptyPlan(fleet);
const kept: { readonly sk: string; readonly doc: string }[] = [];
const out: string[] = [];
for (let begin = 0; begin < settings.calls; begin += PAGE) {
  const rows = Array.from({ length: Math.min(PAGE, settings.calls - begin) }, (_, n): PlanRow => {
    const row = JSON.parse(docOf(begin + n)) as TargetRow;
    return { row, of: row, read_at: NOW - HOUR };
  });
  const page = plan(state, rows);
  state = JSON.parse(JSON.stringify(page.state));
  kept.push(...page.targets.map((target) => ({ sk: targetKey(target), doc: JSON.stringify(target) })));
  out.push(...page.left_out.map((left) => JSON.stringify(left)));
}
const finished = finish(state, fleet, { first: true });
if (finished.is !== 'proposed') throw new Error(finished.reason);
const digest = openDigest({ name: 'bench', fleet, calendar: { windows: {} }, waves: finished.waves });
const untried = openUntried();
kept.sort((one, other) => (one.sk < other.sk ? -1 : 1));
for (const { doc } of kept) {
  const target = JSON.parse(doc) as Planned;
  untried([target]);
  digest.add([target], []);
}
for (const doc of out) digest.add([], [JSON.parse(doc) as LeftOut]);
if (digest.hex().length !== 64) throw new Error('a hash has 64 digits');
report({ targets: state.planned, left_out: state.left_out, ms: performance.now() - since });
