import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../../functions/catalog.ts';
import type { Letter } from '../../../shared/desk/letters/letter.ts';
import { nextSteps } from '../../../shared/desk/letters/next-steps.ts';
import type { Asked } from '../../../shared/desk/letters/redrive-case.ts';
import { planRedrive } from '../../../shared/desk/letters/redrive-plan.ts';
import type { Entry, TargetState } from '../../../shared/ledger/entry/entry.ts';
import { fingerprint } from '../../../shared/ledger/entry/fingerprint.ts';
import { loadSettings } from '../../../shared/settings/settings.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import type { Verdict } from '../../../shared/terms/outcome.ts';
import { commandText } from '../../../shared/words/command-text.ts';
import { HOTFIX_INSTANCES } from '../../../stand-in/cloud/seed.ts';

const NOW = Date.parse('2024-10-30T02:00:00Z');
const MINUTE = 60_000;
const [TARGET] = HOTFIX_INSTANCES;
const WHOLE = {
  region: 'ap-southeast-1',
  project_id: '0483b6b16e954cb88930a360d2c4e663',
  request_id: 'change-1',
  instance_ids: [TARGET],
  start_time: '2024-10-30T12:00:00+0800',
  upgrade_type: 'hotfix',
  upgrade_action: 'upgradeAutoCommit',
  target_version: '3.208.0.6',
};

const operation = catalog.find(({ name }) => name === 'schedule-hotfix-upgrade') as Operation;
const settings = loadSettings({});

const letterWith = (more: Partial<Letter> = {}, intent: object = WHOLE): Letter => ({
  message_id: 'message-1',
  request_id: 'change-1',
  time: NOW - MINUTE,
  reason: 'delivered too often',
  attributes: {},
  body: JSON.stringify(intent),
  intent: intent as Letter['intent'] & object,
  masked: false,
  resumed: false,
  trigger: 'queue',
  triggered_at: NOW - MINUTE,
  ...more,
});
const done = (verdict: Verdict): TargetState => ({
  state: 'done',
  outcomes: [{ target: TARGET, verdict, ...(verdict === 'accepted' && { job_id: 'job-1' }) }],
});
const entryWith = (state: TargetState, more: Partial<Entry> = {}, intent: object = WHOLE): Entry => ({
  operation: operation.name,
  request_id: 'change-1',
  region: WHOLE.region,
  project_id: WHOLE.project_id,
  intent: { ...intent },
  fields: {},
  terms: { within_ms: 3_600_000 },
  fingerprint: fingerprint({ ...intent }),
  trigger: 'webhook',
  triggered_at: NOW - MINUTE,
  sender: 'change-desk',
  deadline: NOW + 60 * MINUTE,
  targets: { [TARGET]: state },
  tries: 1,
  put_off: 0,
  ...more,
});
const plan = (letter: Letter, entry: Entry | undefined, asked: Partial<Asked> = {}) =>
  planRedrive(
    { operation, site: settings, letter, entry },
    { named: true, resend: false, extend: false, ...asked },
    NOW,
  );
const steps = (letter: Letter, entry?: Entry) =>
  nextSteps({ operation, site: settings, letter, entry }, NOW)
    .map(({ says, command }) => (command ? `${says}  ${commandText(command, {})}` : says))
    .join('\n');

describe('with a ledger entry', () => {
  test('the message is the ledger’s own, with the first trigger’s time, kind and sender', () => {
    expect(plan(letterWith(), entryWith(done('unknown')), { resend: true })).toEqual({
      message: {
        body: JSON.stringify(WHOLE),
        attributes: {
          request_id: 'change-1',
          triggered_at: '2024-10-30T01:59:00.000Z',
          trigger: 'webhook',
          sender: 'change-desk',
          resumed: 'yes',
          resend: '1',
        },
      },
      says: 'sent with the intent that the ledger holds',
      sends: [TARGET],
      again: [TARGET],
    });
  });

  test('--resend and --extend mark nothing that is not theirs', () => {
    for (const verdict of ['accepted', 'already_done', 'rejected', 'not_sent'] as const) {
      const made = plan(letterWith(), entryWith(done(verdict)), { resend: true, extend: true });
      expect(made).toMatchObject({ sends: [], again: [] });
      expect(made).not.toHaveProperty('message.attributes.resend');
      expect(made).not.toHaveProperty('message.attributes.extend');
    }
  });

  test('what a run may be sending right now stays', () => {
    const submitting = { state: 'submitting', since: NOW, until: NOW } as const;
    const entry = entryWith(submitting, { lease_until: NOW + MINUTE });
    expect(plan(letterWith(), entry, { resend: true, extend: true })).toMatchObject({
      stays: expect.stringContaining('2024-10-30T02:01:00.000Z'),
    });
    expect(plan(letterWith(), { ...entry, lease_until: NOW - 1 })).toMatchObject({ sends: [], again: [] });
  });

  test('what waits in the ledger is not sent before it is due', () => {
    const entry = entryWith({ state: 'waiting' }, { due_at: NOW + MINUTE });
    expect(plan(letterWith(), entry)).toMatchObject({
      says: expect.stringContaining('nothing is sent before'),
    });
    expect(plan(letterWith(), { ...entry, due_at: NOW - 1 })).toMatchObject({
      says: 'goes on where the ledger left it',
      sends: [TARGET],
    });
  });

  test('an unknown outcome is not given up for a start that is past', () => {
    const past = { ...WHOLE, start_time: '2024-10-30T01:00:00+0800' };
    const entry = entryWith(done('unknown'), {}, past);
    expect(plan(letterWith({}, past), entry, { resend: true, extend: true })).toMatchObject({
      stays: expect.stringContaining('send the intent again'),
    });
    expect(steps(letterWith({}, past), entry)).toContain('Redriving is of no use');
  });

  test('after the deadline it takes --extend, which the next steps say', () => {
    const entry = entryWith(done('unknown'), { deadline: NOW - 1 });
    expect(plan(letterWith(), entry, { resend: true })).toMatchObject({ needs: 'extend' });
    expect(steps(letterWith(), entry)).toContain("--id 'change-1' --resend --extend");
    expect(steps(letterWith(), entryWith(done('unknown')))).toMatch(/--id 'change-1' --resend$/m);
  });

  test('going through all of them leaves what is undecided or expired', () => {
    const undecided = entryWith(done('unknown'));
    const expired = entryWith(done('not_sent'), { expired: true });
    expect(plan(letterWith(), undecided, { named: false })).toMatchObject({ needs: 'resend' });
    expect(plan(letterWith(), expired, { named: false })).toMatchObject({ needs: 'extend' });
    expect(plan(letterWith(), expired, { named: false, extend: true })).toMatchObject({ sends: [TARGET] });
  });

  test('more time is no help for what had to end by a fixed time', () => {
    const outcomes = [{ target: TARGET, verdict: 'not_sent', code: 'ends_too_late' }] as const;
    const tooLong = entryWith({ state: 'done', outcomes }, { expired: true });
    expect(plan(letterWith(), tooLong, { extend: true })).toMatchObject({
      says: 'settled as expired: the ledger answers duplicate, nothing is sent',
      sends: [],
    });
    expect(plan(letterWith(), entryWith(done('accepted')), { named: false })).toMatchObject({ sends: [] });
  });

  test('an intent of the same meaning is no other one, also of an entry kept before meaning counted', () => {
    const twice = { ...WHOLE, instance_ids: [TARGET, TARGET.replace('cc', 'aa')] };
    const turned = { ...twice, instance_ids: [...twice.instance_ids].reverse() };
    const entry = entryWith(done('unknown'), {}, twice);
    expect(plan(letterWith({}, turned), entry)).toHaveProperty('message');
    // As that version made it of this very intent, its ids in this order.
    const before = { ...entry, fingerprint: '6ad5f2c8741751caf459a8a3b56bed97' };
    expect(plan(letterWith({}, twice), before)).toHaveProperty('message');
    expect(plan(letterWith({}, { ...twice, target_version: '3.208.0.7' }), before)).toHaveProperty('stays');
  });

  test('a masked body is told from another intent by what is not masked', () => {
    const masked = { ...WHOLE, reason: 'see https://desk/x?***' };
    const entry = { ...entryWith(done('unknown'), {}, masked), fingerprint: 'of the whole' };
    expect(plan(letterWith({ masked: true }, masked), entry)).toHaveProperty('message');
    const other = { ...masked, target_version: '3.208.0.7' };
    expect(plan(letterWith({ masked: true }, other), entry)).toMatchObject({
      stays: expect.stringContaining('another intent'),
    });
    expect(plan(letterWith({ resumed: true }, other), entry)).toHaveProperty('message');
  });

  test('an id from outside runs nothing in the shell it is pasted into', () => {
    const shown = steps(letterWith({ request_id: "a';reboot;'" }), entryWith(done('accepted')));
    expect(shown).toContain(String.raw`--id 'a'\'';reboot;'\'''`);
  });

  test('the next steps of what is settled for good', () => {
    expect(steps(letterWith(), entryWith(done('accepted')))).toContain('Nothing: all of it was accepted.');
    expect(steps(letterWith(), entryWith(done('rejected')))).toContain('under a request_id of its own');
  });
});

describe('without a ledger entry', () => {
  test('what may have been sent takes --resend', () => {
    for (const more of [{ status: 'unknown' }, { status: 'partial' }, { resumed: true }]) {
      expect(plan(letterWith(more), undefined)).toMatchObject({ needs: 'resend' });
      expect(plan(letterWith(more), undefined, { resend: true })).toMatchObject({
        message: { attributes: { request_id: 'change-1' } },
        again: [TARGET],
      });
    }
    const unreadable = letterWith({ status: 'unknown' }, { ...WHOLE, target_version: 'x' });
    expect(plan(unreadable, undefined, { resend: true })).not.toHaveProperty('message');
  });

  test('time goes on from the first trigger, or starts anew with --extend', () => {
    const late = letterWith({ triggered_at: NOW - 60 * MINUTE }, { ...WHOLE, not_after: 'PT30M' });
    expect(plan(late, undefined)).toMatchObject({ needs: 'extend' });
    expect(plan(late, undefined, { extend: true })).toMatchObject({
      message: { attributes: { triggered_at: '2024-10-30T02:00:00.000Z' } },
      sends: [TARGET],
    });
    const fixed = letterWith({}, { ...WHOLE, not_after: '2024-10-30T01:59:30Z' });
    expect(plan(fixed, undefined, { extend: true })).toMatchObject({
      stays: expect.stringContaining('send the intent again'),
    });
  });
});
