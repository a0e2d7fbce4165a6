import { expect, test } from '@jest/globals';
import { rolloutJson } from '../../cli/words/rollout-record.ts';
import { rolloutText } from '../../cli/words/rollout-text.ts';
import { catalog } from '../../functions/catalog.ts';
import { offering } from '../../functions/offers.ts';
import { readRolloutPage } from '../../shared/console/rollout-page.ts';
import { rolloutItems } from '../../shared/desk/inbox-fleet.ts';
import { type TakingBack, takingBack } from '../../shared/desk/taking-back.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { takeBackText, takerOf } from '../../shared/fleet/rollout/take-back.ts';
import { type RolloutTarget, targetKey } from '../../shared/fleet/rollout/target.ts';
import { rolloutFile } from '../../shared/page/rollout-file.ts';
import { readIntent } from '../../shared/terms/intent.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../fleet/why/rollout.ts';

const TARGET = `${'b'.repeat(32)}in14`;
const PATCHED: Partial<RolloutTarget> = {
  operation: 'schedule-hotfix-upgrade',
  target: TARGET,
  instance: TARGET,
  name: 'orders',
  from: '3.208.0 3.208.0.5',
  to: '3.208.0.6,3.208.0.10',
  state: 'ended',
  attempt: 1,
  result: 'failed',
};
const row = (more: Partial<RolloutTarget> = {}, seq = 0) => targetOf(seq, { ...PATCHED, ...more });
const TAKES = {
  'schedule-hotfix-upgrade': { versions: 'latest', min_age: 'PT0S', never: [] },
} as const;
const headOf = (more: Partial<RolloutHead> = {}): RolloutHead => {
  const head = rolloutOf([waveOf('all', 1, { state: 'open', counts: { failed: 1 } })], {
    state: 'halted',
    ...more,
  });
  return { ...head, spec: { ...head.spec, take: TAKES, ...more.spec } };
};
const of = (one: RolloutTarget, head = headOf()) => takingBack([one], head, catalog)?.each.get(one.target);
const intentIn = (back: TakingBack | undefined, target: string) => {
  const way = back?.each.get(target);
  if (!way || !('command' in way)) throw new Error(JSON.stringify(way));
  return JSON.parse(String(way.command.options.json)) as Record<string, unknown>;
};

test('what failed can be taken back by one command, which names what the rollout brought, the newest first', () => {
  const back = takingBack([row()], headOf(), catalog);
  expect(back?.each.get(TARGET)).toMatchObject({
    command: { command: 'invoke', words: { operation: 'roll-back-hotfix' } },
    proposed: true,
  });
  expect(intentIn(back, TARGET)).toEqual({
    instance_id: TARGET,
    target_version: '3.208.0.10,3.208.0.6',
    region: 'ap-southeast-1',
    project_id: 'a'.repeat(32),
    request_id: 'monthly-1-a-0-1-back',
  });
});

test('the operation takes that intent as it stands, without anything of the environment', () => {
  const [operation] = catalog.filter(({ name }) => name === 'roll-back-hotfix');
  if (!operation) throw new Error('no such operation');
  const intent = intentIn(takingBack([row()], headOf(), catalog), TARGET);
  const brought = { intent, request_id: 'another', triggered_at: NOW };
  const site = { place: {}, MAX_TARGETS: 10, TIMING: { immediate_window_ms: 1, scheduled_window_ms: 1 } };
  expect(readIntent(operation, brought, site as never)).toMatchObject({
    request_id: 'monthly-1-a-0-1-back',
    targets: [TARGET],
    fields: { upgrade_action: 'rollback', target_version: '3.208.0.10,3.208.0.6' },
  });
});

test('each try has an id of its own, so that the same command twice sends once', () => {
  const id = (one: RolloutTarget) => intentIn(takingBack([one], headOf(), catalog), TARGET).request_id;
  expect([id(row()), id(row({ attempt: 2 })), id(row({}, 7))]).toEqual([
    'monthly-1-a-0-1-back',
    'monthly-1-a-0-2-back',
    'monthly-1-a-7-1-back',
  ]);
});

test.each([
  ['failed', {}, true],
  ['completed_unchanged', {}, true],
  ['completed_unproven', {}, true],
  ['succeeded', {}, false],
  ['failed', { accepted: true }, false],
] as const)('of what %s, %j, it is proposed: %s', (result, more, proposed) => {
  expect(of(row({ result, ...more }))).toMatchObject({ command: {}, proposed });
});

test.each([
  ['already_done', { result: 'already_done' }],
  ['canceled by somebody else', { result: 'canceled_by_others' }],
  ['without the backup before it', { stage: 'backup' }],
  ['at work', { state: 'sent', result: undefined }],
  ['reserved', { state: 'reserved', result: undefined }],
  ['waiting for another try', { state: 'waiting', result: 'failed' }],
  ['left', { state: 'left', result: undefined, left: 'drifted' }],
] as const)('nothing is said of what is %s', (_, more) => {
  expect(of(row(more as Partial<RolloutTarget>))).toBeUndefined();
});

test.each(['running', 'approved', 'proposed', 'done', 'closed', 'lapsed'] as const)(
  'nothing is said in a rollout that is %s',
  (state) => {
    expect(of(row(), headOf({ state }))).toBeUndefined();
    expect(takeBackText(headOf({ state }), catalog)).toBeUndefined();
  },
);

const key = targetKey(row());
const BY = { by: 'queue:A:anna', at: NOW, sk: key, wave: 0, attempt: 1, result: 'failed' } as const;
test.each([
  [
    'timed out',
    { result: 'timed_out' },
    {},
    /^nobody knows whether schedule-hotfix-upgrade is still at work/,
  ],
  ['is unknown', { result: 'unknown' }, {}, /still at work/],
  ['has two jobs', { result: 'two_jobs' }, {}, /still at work/],
  [
    'keeps its slot',
    {},
    { kept: [{ seq: 0, sk: key, wave: 0, attempt: 1, at: NOW, groups: [], result: 'failed' }] },
    /still at work/,
  ],
  ['is to be tried again', {}, { directed: [{ ...BY, to: 'retry' }] }, /^somebody has .* tried again/],
  [
    'brought nothing that was not there',
    { from: '3.208.0 3.208.0.6 3.208.0.10' },
    {},
    /^its plan does not say/,
  ],
  ['names no versions', { to: 'latest patch' }, {}, /^its plan does not say/],
  [
    'was brought by an unknown operation',
    { operation: 'mend' },
    {},
    /^nobody here knows the operation mend$/,
  ],
  [
    'is a patch',
    { operation: 'patch-databases' },
    {},
    /^no operation takes back what patch-databases brings$/,
  ],
  [
    'is a patch and unknown',
    { operation: 'patch-databases', result: 'unknown' },
    {},
    /^no operation takes back/,
  ],
  ['is a proxy', { operation: 'upgrade-proxy-version' }, {}, /^no operation takes back/],
  ['is a plug-in', { operation: 'install-kernel-plugin' }, {}, /^no operation takes back/],
] as const)('what %s is not taken back, and it is said why', (_, more, head, why) => {
  const one = row(more as Partial<RolloutTarget>);
  expect(of(one, headOf(head as Partial<RolloutHead>))).toEqual({ not: expect.stringMatching(why) });
});

test('a word that accepts a target, and one about another, keep nothing from being taken back', () => {
  const directed = [
    { ...BY, to: 'accept' as const },
    { ...BY, sk: targetKey(row({}, 1)), to: 'retry' as const },
  ];
  expect(of(row(), headOf({ directed }))).toMatchObject({ command: {} });
});

test('one of the versions was there before: only the other is taken back', () => {
  const back = takingBack([row({ from: '3.208.0 3.208.0.06' })], headOf(), catalog);
  expect(intentIn(back, TARGET)).toMatchObject({ target_version: '3.208.0.10' });
});

test('whoever takes back something names the work of one other operation of its service, which a fleet brings', async () => {
  const brought = (await offering()).filter(({ bring }) => bring).map(({ operation }) => operation);
  const takers = catalog.flatMap((one) => (one.takesBack ? [{ one, work: one.takesBack.work }] : []));
  expect(takers.map(({ one }) => one.name)).toEqual(['roll-back-hotfix']);
  for (const { one, work } of takers) {
    const its = brought.filter((other) => other.service === one.service && other.work === work);
    expect(its.map(({ name }) => [name, takerOf({ service: one.service, work }, catalog)?.name])).toEqual([
      ['schedule-hotfix-upgrade', one.name],
    ]);
  }
  expect(takerOf({ service: 'geminidb', work: 'hotfix' }, catalog)).toBeUndefined();
});

test('people who are told of the halt are told whether what ended badly can be taken back', () => {
  expect(takeBackText(headOf(), catalog)).toBe(
    'roll-back-hotfix can take back what schedule-hotfix-upgrade brought, and only if you send it: db-upkeep fleet show monthly-1-a names the commands',
  );
  const take = { 'patch-databases': TAKES['schedule-hotfix-upgrade'] };
  const spec = { ...headOf().spec, take };
  expect(takeBackText(headOf({ spec }), catalog)).toBe('no operation takes back what patch-databases brings');
  const [item] = rolloutItems([headOf({ spec })], catalog, NOW);
  expect(item?.sentence).toMatch(
    /^fleet monthly, 1 target: it is halted: .*; no operation takes back what patch-/,
  );
  const well = [waveOf('all', 1, { state: 'open', counts: { succeeded: 1, timed_out: 1, failed: 0 } })];
  expect(takeBackText(headOf({ waves: well }), catalog)).toBeUndefined();
});

const SHOWN = { now: NOW, width: 120, here: { stage: 'prod' } };
const wellDone = row({ result: 'succeeded', target: `${'c'.repeat(32)}in14`, name: 'billing' }, 1);
const patched = row({ operation: 'patch-databases', target: 'in2', name: 'cache' }, 2);
const whole = () => {
  const targets = [row(), wellDone, patched];
  const back = takingBack(targets, headOf(), catalog);
  return { head: headOf(), targets, left_out: [], log: [], back };
};

test('as text it is said what to know first; what succeeded is shown only where every target is asked for', () => {
  const text = rolloutText(whole(), false, SHOWN);
  const [, part = ''] = text.split('\nTaking back\n');
  expect(part).toContain(
    'roll-back-hotfix takes hot patches back, at once; what they mended is broken again. Nothing sends it but you.',
  );
  expect(part).toContain(
    'Where a policy is set, a rule has to name roll-back-hotfix and whoever sends it; by queue or webhook only under such a rule.',
  );
  expect(part).toContain('only where the cloud shows that it takes back every version named');
  expect(part).toContain('no operation takes back what patch-databases brings (1 target)');
  expect(part).toContain(
    `  orders (${TARGET})\n    npx --no-install db-upkeep invoke roll-back-hotfix --json '{"instance_id":`,
  );
  expect(part).toContain('--stage prod');
  expect([part.includes('billing'), rolloutText(whole(), true, SHOWN).includes('billing (')]).toEqual([
    false,
    true,
  ]);
  expect(rolloutText({ ...whole(), back: undefined }, true, SHOWN)).not.toContain('Taking back');
});

test('as JSON each target has its command, or why there is none', () => {
  const { each, take_back } = JSON.parse(rolloutJson(whole(), NOW, SHOWN.here));
  expect(each.map((one: { take_back: unknown }) => one.take_back)).toEqual([
    {
      command: expect.stringMatching(/^npx .* invoke roll-back-hotfix --json '.*' --stage prod$/),
      proposed: true,
    },
    { command: expect.any(String), proposed: false },
    { not: 'no operation takes back what patch-databases brings' },
  ]);
  expect(take_back).toEqual({
    first: expect.arrayContaining([expect.any(String)]),
    not: [expect.any(String)],
  });
});

test('as HTML the command is folded beside its target', () => {
  const html = rolloutFile(whole(), NOW, SHOWN.here);
  expect(
    html.match(/<details><summary>take it back<\/summary><code class="command">npx [^<]*roll-back-hotfix/g),
  ).toHaveLength(2);
  expect(html).toContain('<h2>Taking back</h2>');
  expect(rolloutFile({ ...whole(), back: undefined }, NOW, SHOWN.here)).not.toContain('ake it back');
});

test('the console shows it of a halted rollout, and loads the operations for no other', async () => {
  let loaded = 0;
  const operations = async () => {
    loaded += 1;
    return catalog;
  };
  const page = (head: RolloutHead) => {
    const slice = async (_: string, sk: string) => ({
      items: sk === 't#' ? [{ pk: 'p', sk, doc: JSON.stringify(row()), version: 1 }] : [],
      last: true,
    });
    const table = {
      slice,
      get: async () => ({ doc: JSON.stringify(head), version: 1 }),
      getAll: async () => [],
    };
    return readRolloutPage({ table: table as never, operations }, head.id, new URLSearchParams(), SHOWN);
  };
  expect((await page(headOf({ state: 'running' })))?.back).toBeUndefined();
  expect(loaded).toBe(0);
  expect((await page(headOf()))?.back?.each.get(TARGET)).toMatchObject({ proposed: true });
});
