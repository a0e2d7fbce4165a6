import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callOff, heedCancel } from '../../shared/ledger/entry/cancel.ts';
import { claim, putBack, reopened } from '../../shared/ledger/entry/changes.ts';
import type { Entry, TargetState } from '../../shared/ledger/entry/entry.ts';
import { type News, note, noteOutcomes } from '../../shared/ledger/entry/history.ts';
import { orphaned } from '../../shared/ledger/entry/may-have-left.ts';
import { accepted, notSent, rejected, unknown } from '../../shared/terms/outcome.ts';

const entryOf = (targets: Record<string, TargetState>): Entry => ({
  operation: 'patch-databases',
  request_id: 'r',
  region: 'ap-southeast-1',
  project_id: 'p',
  intent: {},
  fields: {},
  fingerprint: 'f',
  trigger: 'queue',
  triggered_at: 0,
  deadline: 1000,
  terms: { within_ms: 1 },
  targets,
  tries: 0,
  put_off: 0,
});
const waiting = { state: 'waiting' } as const;
const both = entryOf({ a: waiting, b: waiting });
const by = (now: number) => ({ owner: 'o', now, lease_until: now + 50 });
const busy = (target: string) => rejected(target, { code: 'DBS.1', reason: 'busy', retry: true });

test('an answer takes the place of the claim it answers, with the cloud request ids', () => {
  const claimed = claim(both, ['a', 'b'], by(10));
  expect(claimed.history).toEqual([{ what: 'claimed', at: 10 }]);
  const cloud_request_ids = ['id-1'];
  const answers = [accepted('a', 'job-a'), busy('b')];
  const { history } = noteOutcomes(claimed, 30, answers, { what: 'answered', cloud_request_ids });
  expect(history).toEqual([
    { what: 'answered', at: 10, ms: 20, targets: ['a'], said: 'accepted', cloud_request_ids },
    {
      what: 'answered',
      at: 10,
      ms: 20,
      targets: ['b'],
      said: 'rejected DBS.1 busy',
      again: true,
      cloud_request_ids,
    },
  ]);
});

test('a claim of which only a part was put back stays for the rest; one without a word stays whole', () => {
  const claimed = claim(both, ['a', 'b'], by(10));
  const held = notSent('a', { code: 'held', reason: 'held: other', retry: true });
  const part = noteOutcomes(
    putBack(claimed, ['a'], () => held),
    11,
    [held],
    { what: 'waits' },
  );
  expect(part.history).toEqual([
    { what: 'waits', at: 10, ms: 1, targets: ['a'], said: 'held: other', again: true },
    { what: 'claimed', at: 10, targets: ['b'] },
  ]);
  const looked = noteOutcomes(orphaned(claimed), 90, [unknown('a', { reason: 'unclear' })], {
    what: 'looked',
  });
  expect(looked.history).toEqual([
    { what: 'claimed', at: 10 },
    { what: 'looked', at: 90, targets: ['a'], said: 'unclear' },
  ]);
});

test('the same again only counts, and keeps the last three ids', () => {
  let entry = both;
  for (const n of [1, 2, 3, 4, 5]) {
    const answer = { what: 'answered', cloud_request_ids: [`id-${n}`] } as const;
    entry = noteOutcomes(claim(entry, ['b'], by(n * 10)), n * 10 + 1, [busy('b')], answer);
  }
  expect(entry.history).toMatchObject([
    { at: 10, times: 5, until: 50, cloud_request_ids: ['id-3', 'id-4', 'id-5'] },
  ]);
});

test('it stays short and keeps first and last, whatever happens', () => {
  const news = fc.record<News>({
    what: fc.constantFrom('claimed', 'answered', 'waits', 'looked'),
    targets: fc.constantFrom(['a'], ['b'], ['a', 'b']),
    said: fc.string({ minLength: 1, maxLength: 400 }),
  });
  fc.assert(
    fc.property(fc.array(news, { maxLength: 120 }), (all) => {
      const noted = all.reduce((entry, one, n) => note(entry, n, one), both);
      const { history = [] } = noted;
      expect(history.length).toBeLessThanOrEqual(19);
      const kept = history.filter(({ what }) => what !== 'left_out');
      const leftOut = history.find(({ what }) => what === 'left_out')?.times ?? 0;
      expect(kept.length + leftOut).toBeLessThanOrEqual(2 * all.length);
      for (const { said = '' } of history) expect(said.length).toBeLessThanOrEqual(300);
      const [last] = all.slice(-1);
      const words = history.at(-1)?.what === 'claimed' ? history.slice(-2) : history.slice(-1);
      if (last) expect(words.map(({ what }) => what)).toContain(last.what);
    }),
  );
});

test('a long history says how much of it is left out', () => {
  let entry = both;
  for (let n = 0; n < 40; n++) entry = note(entry, n, { what: 'looked', said: `look ${n}` });
  expect(entry.history?.map(({ said, times }) => said ?? times)).toEqual([
    'look 0',
    'look 1',
    'look 2',
    22,
    ...Array.from({ length: 15 }, (_, n) => `look ${n + 25}`),
  ]);
});

test('what stands in it is masked before it is cut', () => {
  const said = `${'x'.repeat(280)} https://host/a?AccessKeyId=AKX&Signature=hidden-part`;
  expect(JSON.stringify(note(both, 0, { what: 'looked', said }))).not.toMatch(/hidden|AKX/);
});

test('called off: what waits ends, what may have left stays, and comes to nothing when it would be sent again', () => {
  const lost = { state: 'unknown', since: 1, until: 2, outcome: unknown('b', { reason: 'lost' }) } as const;
  const off = callOff(entryOf({ a: waiting, b: lost }), 'mo', 7);
  const canceled = (target: string) => ({
    state: 'done',
    outcomes: [
      { target, verdict: 'not_sent', code: 'canceled', reason: 'called off by mo; nothing was sent' },
    ],
  });
  expect(off.targets).toEqual({ a: canceled('a'), b: lost });
  expect(off.history).toEqual([{ what: 'canceled', at: 7, targets: ['a'], said: 'by mo' }]);
  expect(heedCancel({ ...off, targets: { b: waiting } }).targets).toEqual({ b: canceled('b') });
  // A person may still have it sent again; what was unknown then stays so if it is called off once more.
  const again = reopened(off);
  expect(again.canceled).toBeUndefined();
  expect(callOff(again, 'mo', 8).targets.b).toEqual({ state: 'done', outcomes: [lost.outcome] });
});
