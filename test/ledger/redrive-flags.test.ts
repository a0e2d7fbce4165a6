import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patchDatabases } from '../../functions/patch-databases/operation.ts';
import { callOff } from '../../shared/ledger/entry/cancel.ts';
import { requestKey } from '../../shared/ledger/keys.ts';
import { ALL, liftPause, setPause } from '../../shared/ledger/pause.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { patch, plugin } from '../world/cases.ts';
import { at, START } from '../world/clock.ts';
import type { Ran } from '../world/service.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const [FIRST = '', SECOND = ''] = patch.targets;

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/**
 * A dead letter that a person redrives: the same body and id, and what was decided. A resend names the number of tries
 * that it was decided on.
 */
const redrive = async (...flags: ('resend' | 'extend')[]) => {
  const { tries = 0 } = (await world.entry('r')) ?? {};
  return deliver(tries, ...flags);
};
const deliver = (tries: number, ...flags: ('resend' | 'extend')[]) => {
  const said = { resend: String(tries), extend: 'yes' };
  const attributes = { request_id: 'r', ...Object.fromEntries(flags.map((flag) => [flag, said[flag]])) };
  const intent = { ...patch.intent, request_id: 'r' };
  return world.service.invoke(patch.operation, world.mail(patch.operation, intent, { attributes }));
};

/** Brings a request to its end; what becomes of each target is given by the faults of its one call. */
async function settle(...fault: Fault[]): Promise<Ran> {
  world.cloud.faults.add({ call: patch.call, fault });
  let ran = await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
  // Nothing about the instances is ever clear, so a person has to decide.
  for (const id of patch.targets) {
    const instance = world.cloud.state.instances.get(id);
    if (instance) instance.patch_available = false;
  }
  for (const minute of [3, 30, 75]) {
    at(minute);
    const resumed = await world.resume(patch.operation);
    if (resumed.lines.length > 0) ran = resumed;
  }
  expect(ran.dead).toHaveLength(1);
  at(80);
  return ran;
}
const undecided = (...targets: string[]): Fault => ({ kind: 'reject', targets, error_code: 'DBS.200998' });
const refused = (...targets: string[]): Fault => ({ kind: 'reject', targets, error_code: 'DBS.200002' });
const sent = () => world.submissions(patch).map((body) => JSON.parse(body).instance_ids);

describe('redriving a settled request', () => {
  test.each<[string, Fault[], ('resend' | 'extend')[]]>([
    ['undecided, without a word', [undecided(FIRST, SECOND)], []],
    ['undecided, with more time', [undecided(FIRST, SECOND)], ['extend']],
    ['refused, without a word', [refused(FIRST)], []],
    ['refused, to be sent again', [refused(FIRST, SECOND)], ['resend']],
    ['refused, with more time', [refused(FIRST, SECOND)], ['extend']],
    ['refused, to be sent again with more time', [refused(FIRST, SECOND)], ['resend', 'extend']],
  ])('%s: sends nothing', async (_, faults, flags) => {
    const first = await settle(...faults);
    const again = await redrive(...flags);
    expect(again).toMatchObject({ again: false, dead: [] });
    expect(again.lines).toMatchObject([{ status: 'duplicate', outcomes: first.lines[0]?.outcomes }]);
    expect(sent()).toHaveLength(1);
  });

  test('accepted, whatever was decided: sends nothing', async () => {
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
    expect((await redrive('resend', 'extend')).lines).toMatchObject([{ status: 'duplicate' }]);
    expect(sent()).toHaveLength(1);
  });
});

describe('resend', () => {
  test('sends what is undecided again, and nothing else', async () => {
    await settle(undecided(SECOND));
    const again = await redrive('resend', 'extend');
    expect(sent()).toEqual([[FIRST, SECOND], [SECOND]]);
    expect(again.lines).toMatchObject([
      {
        status: 'accepted',
        outcomes: [
          { target: FIRST, verdict: 'accepted' },
          { target: SECOND, verdict: 'accepted' },
        ],
      },
    ]);
    expect((await redrive('resend')).lines).toMatchObject([{ status: 'duplicate' }]);
    expect(sent()).toHaveLength(2);
  });

  test('keeps the original deadline', async () => {
    await settle(undecided(SECOND));
    const again = await redrive('resend');
    expect(again.lines).toMatchObject([{ status: 'unknown' }]);
    expect(again.lines[0]?.outcomes).toMatchObject([
      { verdict: 'accepted' },
      { target: SECOND, verdict: 'unknown' },
    ]);
    expect(again.dead).toHaveLength(1);
    expect(sent()).toHaveLength(1);
  });

  test('delivered twice while its own outcome is unknown: looked for, not sent a third time', async () => {
    await settle(undecided(FIRST, SECOND));
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
    const { tries = 0 } = (await world.entry('r')) ?? {};
    expect((await deliver(tries, 'resend', 'extend')).lines).toMatchObject([{ status: 'unknown' }]);
    expect(sent()).toHaveLength(2);
    await deliver(tries, 'resend', 'extend');
    await deliver(tries, 'resend');
    expect(sent()).toHaveLength(2);
  });

  test('delivered again after the request was called off: sends nothing', async () => {
    await settle(undecided(FIRST, SECOND));
    const { tries = 0 } = (await world.entry('r')) ?? {};
    // It waits for the pause, and somebody thinks better of it.
    const ledger = openLedger(String(process.env.LEDGER_TABLE));
    await setPause(ledger.table, { operation: ALL, at: new Date().toISOString(), by: 'me' });
    expect((await deliver(tries, 'resend', 'extend')).lines).toMatchObject([{ status: 'held' }]);
    const pk = requestKey(patch.operation, String(patch.intent.project_id), 'r');
    await ledger.change(patchDatabases, pk, (entry) => callOff(entry, 'me', Date.now()));
    await liftPause(ledger.table, ALL);
    expect((await deliver(tries, 'resend', 'extend')).lines).toMatchObject([{ status: 'duplicate' }]);
    expect(sent()).toHaveLength(1);
    expect((await redrive('resend', 'extend')).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('decided on an earlier state of things sends nothing', async () => {
    await settle(undecided(FIRST, SECOND));
    expect((await deliver(0, 'resend', 'extend')).lines).toMatchObject([{ status: 'duplicate' }]);
    expect(sent()).toHaveLength(1);
  });

  test('and refused then: what is not known of the first try stays on record', async () => {
    await settle(undecided(FIRST, SECOND));
    world.cloud.faults.add({ call: patch.call, fault: refused(FIRST, SECOND) });
    const again = await redrive('resend', 'extend');
    expect(again.lines).toMatchObject([{ status: 'unknown' }]);
    expect(again.lines[0]?.outcomes.map(({ verdict }) => verdict).sort()).toEqual([
      'rejected',
      'rejected',
      'unknown',
      'unknown',
    ]);
    expect(again.dead).toHaveLength(1);
  });

  test('while another run submits: handed back', async () => {
    await settle(undecided(FIRST, SECOND));
    const submission = world.gemini.stop('back', ({ method }) => method === 'POST');
    const { tries = 0 } = (await world.entry('r')) ?? {};
    const first = deliver(tries, 'resend', 'extend');
    await submission.arrived;
    const second = await deliver(tries, 'resend', 'extend');
    expect(second).toMatchObject({ again: true, lines: [{ status: 'held' }] });
    submission.release();
    await first;
    expect(sent()).toHaveLength(2);
  });

  test('never sends a target that only the cloud’s reply named', async () => {
    const stray = 'd'.repeat(32).concat('in13');
    world.cloud.state.addInstance({
      id: stray,
      service: 'geminidb',
      project_id: String(patch.intent.project_id),
    });
    await settle(undecided(SECOND), { kind: 'extra-target', target: stray });
    await redrive('resend', 'extend');
    expect(sent().flat()).not.toContain(stray);
    expect(world.cloud.accepted.map(({ target }) => target)).not.toContain(stray);
  });

  test('of a plug-in, which no look can prove absent, is a person’s decision', async () => {
    const intent = { ...plugin.intent, request_id: 'p' };
    world.cloud.faults.add({ call: plugin.call, fault: { kind: 'cut-before' } });
    await world.service.fire('queue', plugin.operation, intent);
    for (const minute of [3, 40, 75]) {
      at(minute);
      await world.resume(plugin.operation);
    }
    expect(world.submissions(plugin)).toHaveLength(1);
    const attributes = { request_id: 'p', resend: '1', extend: 'yes' };
    const event = world.mail(plugin.operation, intent, { attributes });
    expect((await world.service.invoke(plugin.operation, event)).lines).toMatchObject([
      { status: 'accepted' },
    ]);
    expect(world.submissions(plugin)).toHaveLength(2);
  });
});

describe('extend', () => {
  const expire = async () => {
    at(90);
    const late = world.mail(patch.operation, { ...patch.intent, request_id: 'r' }, { sent: START });
    const ran = await world.service.invoke(patch.operation, late);
    expect(ran.lines).toMatchObject([{ status: 'expired' }]);
  };

  test('gives what expired a new deadline, and it is sent', async () => {
    await expire();
    expect((await redrive('extend')).lines).toMatchObject([{ status: 'accepted' }]);
    expect(sent()).toEqual([[FIRST, SECOND]]);
    expect((await world.entry('r'))?.deadline).toBe(Date.now() + 60 * 60_000);
  });

  test('does not move the time by which it had to end', async () => {
    const intent = { ...patch.intent, request_id: 'r', ends_by: 'PT10M' };
    await world.service.fire('queue', patch.operation, intent);
    const attributes = { request_id: 'r', resumed: 'yes', extend: 'yes' };
    const ran = await world.service.invoke(
      patch.operation,
      world.mail(patch.operation, intent, { attributes }),
    );
    expect(ran.lines).toMatchObject([
      { status: 'duplicate', outcomes: patch.targets.map(() => ({ code: 'ends_too_late' })) },
    ]);
    expect(sent()).toEqual([]);
  });

  test('without it, what expired stays so', async () => {
    await expire();
    expect((await redrive()).lines).toMatchObject([
      { status: 'duplicate', reason: expect.stringContaining('expired') },
    ]);
    expect((await redrive('resend')).lines).toMatchObject([{ status: 'duplicate' }]);
    expect(sent()).toEqual([]);
  });

  test('and if the new time passes too, it expires again and is handed over again', async () => {
    await expire();
    world.cloud.faults.decide = ({ call }) => (call === patch.call ? { kind: 'busy' } : undefined);
    expect((await redrive('extend')).lines).toMatchObject([{ status: 'held' }]);
    at(90 + 61);
    const ended = await world.resume(patch.operation);
    expect(ended.lines).toMatchObject([{ status: 'expired' }]);
    expect(ended.dead).toHaveLength(1);
  });

  test('sends only what expired: what was accepted before stays', async () => {
    world.cloud.faults.decide = ({ call }) =>
      call === patch.call ? { kind: 'busy', targets: [SECOND] } : undefined;
    await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r' });
    at(70);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'partial' }]);
    world.cloud.faults.clear();
    const again = await redrive('extend');
    expect(again.lines).toMatchObject([{ status: 'accepted' }]);
    expect(sent()).toEqual([[FIRST, SECOND], [SECOND]]);
  });
});

test.each(['true', '-1', 'YES', ''])('a flag that says %j decides nothing', async (text) => {
  await settle(undecided(FIRST, SECOND));
  const attributes = { request_id: 'r', ...(text && { resend: text, extend: text }) };
  const event = world.mail(patch.operation, { ...patch.intent, request_id: 'r' }, { attributes });
  expect((await world.service.invoke(patch.operation, event)).lines).toMatchObject([{ status: 'duplicate' }]);
  expect(sent()).toHaveLength(1);
});

test('a message that says it was resumed sends nothing the ledger does not hold', async () => {
  const attributes = { request_id: 'r', resumed: 'yes' };
  const event = world.mail(patch.operation, { ...patch.intent, request_id: 'r' }, { attributes });
  const ran = await world.service.invoke(patch.operation, event);
  expect(ran.lines).toMatchObject([
    { status: 'expired', reason: expect.stringContaining('no longer holds') },
  ]);
  expect(sent()).toEqual([]);
});
