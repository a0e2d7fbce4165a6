import { expect, test } from '@jest/globals';
import { rolloutCsv, rolloutJson, rolloutMarkdown } from '../../cli/words/rollout-record.ts';
import { rolloutText } from '../../cli/words/rollout-text.ts';
import { gateLine, gateStanding, openGateLine, openGates } from '../../shared/desk/gate-standing.ts';
import type { RolloutHead, RolloutWave } from '../../shared/fleet/rollout/rollout.ts';
import { rolloutFile } from '../../shared/page/rollout-file.ts';
import { HOUR } from '../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../fleet/why/rollout.ts';

const [SMOKE, MONITOR] = ['webhook:smoke', 'webhook:monitoring'];
const GATE = { alarms: 'none', needs: [SMOKE], veto: [MONITOR] } as const;
const headOf = (more: Partial<RolloutWave>, head: Partial<RolloutHead> = {}) =>
  rolloutOf([waveOf('canary', 1, { gate: GATE, state: 'open', ...more }), waveOf('rest', 2)], head);
const of = (more: Partial<RolloutWave>, head: Partial<RolloutHead> = {}) =>
  gateStanding(headOf(more, head), 0, NOW);
const bare = (more: Partial<RolloutWave>) => gateStanding(rolloutOf([waveOf('all', 1, more)]), 0, NOW);
const BASELINE = { at: NOW, records: ['ah1', 'ah2'] };
const confirmed = { verb: 'confirm', by: SMOKE, at: NOW } as const;
const veto = { verb: 'veto', by: MONITOR, at: NOW, because: 'slow' } as const;

test('a wave without a gate has none to tell of, unless it waits at one all the same', () => {
  expect(bare({ state: 'open' })).toBeUndefined();
  expect(bare({ state: 'at_gate', at_gate: { since: NOW, because: 'not at rest: a' } })).toEqual({
    asks: 'its instances are at rest, and something of it succeeded',
    stands: 'waits for a person: not at rest: a',
    waits_for_person: true,
    confirmed: [],
    unconfirmed: [],
  });
  expect(gateStanding(headOf({}), 7, NOW)).toBeUndefined();
});

const unread = (told: boolean) => ({ unread: { because: 'HTTP 403', told } });
test.each([
  ['has not begun', { state: 'pending' }, 'not asked yet: the wave has not begun', false],
  ['is under way', {}, 'not asked yet: the wave is under way', false],
  ['does not start yet', unread(false), 'the wave does not start yet: HTTP 403', false],
  ['waits before it starts', unread(true), 'waits for a person before the wave starts: HTTP 403', true],
  ['was vetoed', { words: [veto] }, 'will wait for a person: vetoed by webhook:monitoring: slow', false],
  [
    'bakes',
    { state: 'settled', bake_until: NOW + HOUR },
    'not asked yet: the wave bakes until 2027-01-05T09:00:00Z (60 min)',
    false,
  ],
  ['has baked', { state: 'settled' }, 'instances and alarms are asked; waits for webhook:smoke', false],
  ['is confirmed', { state: 'settled', words: [confirmed] }, 'instances and alarms are asked', false],
  [
    'counts no alarms',
    { state: 'settled', gate: { needs: [SMOKE] } },
    'instances are asked; waits for webhook:smoke',
    false,
  ],
  [
    'waits for a person',
    { state: 'at_gate', at_gate: { since: NOW, because: '1 alarm is new' } },
    'waits for a person: 1 alarm is new',
    true,
  ],
  ['has passed', { state: 'passed', words: [confirmed] }, 'passed', false],
] as const)('the gate of a wave that %s', (_, more, stands, waits_for_person) => {
  expect(of(more as Partial<RolloutWave>)).toMatchObject({ stands, waits_for_person });
});

test('in a rollout that is over nobody is waited for', () => {
  const waits = { state: 'at_gate', at_gate: { since: NOW, because: 'x' } } as const;
  expect(of(waits, { state: 'closed' })).toEqual({
    asks: expect.any(String),
    stands: 'not finished',
    waits_for_person: false,
    confirmed: [],
    unconfirmed: [],
  });
});

test.each([
  ['not known yet', {}],
  ['2 at 2027-01-05T08:00:00Z', { baseline: BASELINE }],
  [
    'none, by queue:A:ana 2027-01-05T08:00:00Z',
    { baseline: { at: NOW, waived: { by: 'queue:A:ana', at: NOW } } },
  ],
  [undefined, { state: 'passed', baseline: BASELINE }],
  [undefined, { gate: { needs: [SMOKE] } }],
] as const)('of what fired before it is told: %s', (baseline, more) => {
  expect(of(more as Partial<RolloutWave>)?.baseline).toBe(baseline);
});

test('who has confirmed it is told, and who has still to', () => {
  const needs = [SMOKE, MONITOR];
  const gate = of({ gate: { needs }, state: 'settled', words: [confirmed, veto] });
  expect(gate).toMatchObject({
    asks: 'to be confirmed by webhook:smoke and webhook:monitoring',
    confirmed: ['by webhook:smoke 2027-01-05T08:00:00Z'],
    unconfirmed: [MONITOR],
  });
  expect(of({ gate: { needs }, state: 'passed', words: [confirmed] })).toMatchObject({
    confirmed: ['by webhook:smoke 2027-01-05T08:00:00Z'],
    unconfirmed: [],
  });
});

const LINE =
  'waits for a person: 1 alarm is new. Asks for: no new alarm fires; to be confirmed by webhook:smoke; webhook:monitoring may veto it. Alarms before: 2 at 2027-01-05T08:00:00Z. Confirmed by webhook:smoke 2027-01-05T08:00:00Z';
const waiting = headOf({
  state: 'at_gate',
  at_gate: { since: NOW, because: '1 alarm is new' },
  baseline: BASELINE,
  words: [confirmed],
});

test('every surface of a rollout says the same of it', () => {
  const targets = [targetOf(0), targetOf(1, { wave: 1 })];
  const whole = { head: waiting, targets, left_out: [], log: [] };
  const gate = gateStanding(waiting, 0, NOW);
  expect(gate && gateLine(gate)).toBe(LINE);
  expect(rolloutText(whole, false, { now: NOW, width: 400, here: {} })).toContain(
    `\ngate of canary: ${LINE}\n`,
  );
  const { waves } = JSON.parse(rolloutJson(whole, NOW, {}));
  expect(waves).toMatchObject([{ gate: GATE, gate_stands: gate }, {}]);
  expect(waves[1]).not.toHaveProperty('gate_stands');
  const md = rolloutMarkdown(whole, NOW).split('\n');
  expect(md.find((line) => line.startsWith('| wave '))).toContain('| approval | gate | stands |');
  expect(md.find((line) => line.startsWith('| canary '))).toContain(
    `| none needed | ${LINE} | at its gate: `,
  );
  const [heads = '', first = '', second = ''] = rolloutCsv(whole, NOW).split('\r\n');
  expect([heads.endsWith(',gate of its wave'), first.includes(LINE), second.endsWith(',')]).toEqual([
    true,
    true,
    true,
  ]);
  const html = rolloutFile(whole, NOW, {});
  expect(
    html.match(
      /<p class="needs"><strong>Gate:<\/strong> <bdi>waits for a person: 1 alarm is new\. Asks for: /g,
    ),
  ).toHaveLength(1);
  expect(html.match(/<strong>Gate:/g)).toHaveLength(1);
});

test('of all rollouts those are told whose wave under way has a gate, what waits for a person first', () => {
  const passed = rolloutOf([waveOf('one', 1, { gate: GATE, state: 'passed' }), waveOf('two', 1)], {
    id: 'none',
  });
  const heads = [headOf({}, { id: 'works' }), passed, headOf({}, { id: 'plan', state: 'proposed' }), waiting];
  const over = headOf({}, { id: 'over', state: 'done' });
  expect(openGates([...heads, over], NOW).map(({ rollout, wave }) => [rollout, wave])).toEqual([
    ['monthly-1-a', 'canary'],
    ['works', 'canary'],
  ]);
  const [first] = openGates(heads, NOW);
  expect(first && openGateLine(first)).toBe(`monthly-1-a, wave canary: ${LINE}`);
});
