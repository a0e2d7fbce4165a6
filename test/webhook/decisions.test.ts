import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { handler } from '../../functions/receive-decision/handler.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { outcomeIn } from '../../shared/telling/desk/outcome.ts';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { FLEET, LEAD, type SteeringWorld, startSteering } from '../fleet/steering/steering-world.ts';
import { OWN_ROLE, own, QUEUE_STAND_IN } from '../policy/rules.ts';
import { MINUTE } from '../world/clock.ts';
import { call, signedHeaders } from '../world/desk.ts';

const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;
const secrets = { 'change-desk': newSecret(), 'night-shift': newSecret() };
type Sender = keyof typeof secrets;
const DESK = 'webhook:change-desk';
const approvers = { ...FLEET.approval, by: [...FLEET.approval.by, 'webhook:*'] };
const RULES = {
  fleets: { from: ['fleet:*'], operations: ['patch-databases'], regions: ['*'], projects: ['*'] },
  leads: { from: [`queue:${LEAD}:*`], plan: ['*/*'], approve: ['*/*'], steer: ['*/*'], stop: ['*/*'] },
  desk: { from: [DESK], approve: ['monthly/*'] },
};

let steering: SteeringWorld;
let plan: RolloutHead;
beforeAll(async () => {
  steering = await startSteering();
});
beforeEach(async () => {
  await steering.reset({ monthly: { ...FLEET, approval: approvers } });
  steering.world.set({
    WEBHOOK_SENDERS: JSON.stringify(secrets),
    OWN_SENDERS: `${OWN_ROLE}:decision,${QUEUE_STAND_IN}:decision`,
    POLICY: JSON.stringify(RULES),
  });
  steering.add(`${'a'.repeat(32)}in06`);
  plan = await steering.planned();
});
afterAll(() => steering.close());

/** Posts a decision as a desk; `headers` replay what was sent before. */
function post(
  message: object | string,
  { as = 'change-desk' as Sender, headers, ...how }: { as?: Sender; headers?: object; id?: string } = {},
) {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return call(handler, {
    headers: headers ?? signedHeaders(body, { secret: secrets[as], ...how }),
    body,
    isBase64Encoded: false,
  });
}
const approval = () => ({ verb: 'approve', rollout: plan.id, hash: plan.hash, said_by: 'Jo Doe' });
const queued = async () => {
  const { queues } = steering.world.service;
  return queues.receiveAll(queues.url('decide-rollouts'));
};
/** Has what is queued heeded; the lines of it. */
const heeded = async () =>
  (await steering.world.service.deliver('decide-rollouts')).lines as unknown as Record<string, unknown>[];
const head = () => steering.head(plan.id);

test('a sender whom a rule lets approves by the whole hash; who said it is kept, and vouched for is the sender', async () => {
  const { status, body, line } = await post({ ...approval(), reason: 'CAB 17' }, { id: 'CAB-17' });
  expect([status, body]).toEqual([202, { request_id: 'CAB-17', verb: 'approve', status: 'queued' }]);
  expect(line).toMatchObject({
    level: 'INFO',
    operation: 'receive-decision',
    sender: 'change-desk',
    verb: 'approve',
    rollout: plan.id,
    said_by: 'Jo Doe',
    answered: 1,
  });
  expect(await heeded()).toMatchObject([{ status: 'done', by: DESK, verb: 'approve', said_by: 'Jo Doe' }]);
  expect((await head()).approvals).toEqual([
    { by: DESK, said_by: 'Jo Doe', because: 'CAB 17', at: expect.any(Number) },
  ]);
  expect(await steering.log(plan.id)).toContainEqual({
    id: `${DESK}:CAB-17`,
    at: expect.any(Number),
    by: DESK,
    said_by: 'Jo Doe',
    sentence: 'approve, in the name of Jo Doe: CAB 17',
  });
  await steering.minute();
  await steering.minute();
  expect(await head()).toMatchObject({ state: 'running' });
});

test('a body that is sent again, or replayed, decides once', async () => {
  const headers = signedHeaders(JSON.stringify(approval()), { secret: secrets['change-desk'], id: 'CAB-1' });
  for (let times = 0; times < 3; times += 1)
    expect(await post(approval(), { headers })).toMatchObject({ status: 202 });
  const lines = await heeded();
  expect(lines.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  const { approvals, decision } = await head();
  expect([approvals.length, decision]).toEqual([1, plan.decision + 1]);
  expect((await steering.log(plan.id)).filter(({ by }) => by === DESK)).toHaveLength(1);
  steering.pass(6);
  expect(await post(approval(), { headers })).toMatchObject({ status: 401 });
});

test('the same said again under another id changes nothing, and of two that are needed a desk is one', async () => {
  const needs = { ...approvers, needs: 2 };
  await steering.reset({ monthly: { ...FLEET, approval: needs } });
  steering.world.set({
    WEBHOOK_SENDERS: JSON.stringify(secrets),
    OWN_SENDERS: `${QUEUE_STAND_IN}:decision`,
    POLICY: JSON.stringify(RULES),
  });
  steering.add(`${'a'.repeat(32)}in06`);
  plan = await steering.planned();
  for (const [id, said_by] of [
    ['CAB-1', 'Jo Doe'],
    ['CAB-2', 'Ann Poe'],
  ]) {
    await post({ ...approval(), said_by }, { id: id ?? '' });
    await heeded();
  }
  expect((await head()).approvals).toHaveLength(1);
  await steering.minute();
  expect(await head()).toMatchObject({ state: 'proposed' });
});

test('whom a gate names vetoes and confirms its wave by the plan’s whole hash, where a rule lets them', async () => {
  const gate = { veto: [DESK], needs: ['webhook:night-shift'] };
  const [[name = '', wave] = []] = Object.entries(FLEET.waves);
  if (!wave) throw new Error('no wave');
  await steering.reset({ monthly: { ...FLEET, approval: approvers, waves: { [name]: { ...wave, gate } } } });
  steering.world.set({
    WEBHOOK_SENDERS: JSON.stringify(secrets),
    OWN_SENDERS: `${QUEUE_STAND_IN}:decision`,
    POLICY: JSON.stringify({ ...RULES, gates: { from: [DESK], gate: ['monthly/*'] } }),
  });
  steering.add(`${'a'.repeat(32)}in06`);
  plan = await steering.planned();
  const word = (verb: string) => ({ verb, rollout: plan.id, hash: plan.hash, wave: name, reason: 'latency' });
  expect(await post(word('confirm'), { as: 'night-shift' })).toMatchObject({ status: 403 });
  expect(await post({ ...word('veto'), hash: undefined })).toMatchObject({ status: 400 });
  expect(await post({ ...word('veto'), wave: undefined })).toMatchObject({ status: 400 });
  await post(word('confirm'), { id: 'smoke' });
  expect(await heeded()).toMatchObject([
    {
      status: 'refused',
      reason: `the gate of wave ${name} takes that of webhook:night-shift, not of ${DESK}`,
    },
  ]);
  await post(word('veto'), { id: 'monitor' });
  expect(await heeded()).toMatchObject([{ status: 'done', by: DESK, verb: 'veto', wave: name }]);
  expect(await head()).toMatchObject({
    state: 'halted',
    why: { code: 'vetoed', by: DESK },
    waves: [{ words: [{ verb: 'veto', by: DESK, because: 'latency' }] }],
  });
  expect(await steering.log(plan.id)).toContainEqual(
    expect.objectContaining({ by: DESK, sentence: `veto ${name}: latency` }),
  );
});

test('a reject is as easy, and what is over stays over', async () => {
  await post({ ...approval(), verb: 'reject' }, { id: 'no' });
  expect(await heeded()).toMatchObject([{ status: 'done', verb: 'reject' }]);
  expect(await head()).toMatchObject({ state: 'lapsed', why: { code: 'rejected', by: DESK } });
  await post(approval(), { id: 'yes' });
  expect(await heeded()).toMatchObject([{ status: 'refused' }]);
});

describe('who is let in by no rule is refused at once, and nothing is queued', () => {
  const refusal = (sender: string, rule: string, about: string) => ({
    status: 403,
    text: `{"error":"webhook:${sender}: no rule lets them ${rule} ${about}, or there is none"}`,
    line: { level: 'WARN', refused: 1, answered: 0 },
  });
  test('without a policy, too, where others may decide', async () => {
    steering.world.set({ POLICY: undefined });
    expect(await post(approval())).toMatchObject(refusal('change-desk', 'approve', plan.id));
    expect(await queued()).toEqual([]);
  });

  test('another sender; another verb; another fleet or wave; a rollout that is not there, in the same words', async () => {
    const stop = { verb: 'stop', rollout: plan.id, decision: 0 };
    const gone = { ...approval(), rollout: 'monthly-gone' };
    const until = '2099-01-01T00:00:00Z';
    expect(await post(approval(), { as: 'night-shift' })).toMatchObject(
      refusal('night-shift', 'approve', plan.id),
    );
    expect(await post(stop)).toMatchObject(refusal('change-desk', 'stop', plan.id));
    expect(await post(gone)).toMatchObject(refusal('change-desk', 'approve', 'monthly-gone'));
    expect(await post({ verb: 'plan', fleet: 'monthly' })).toMatchObject(
      refusal('change-desk', 'plan', 'monthly'),
    );
    expect(await post({ verb: 'hold', target: 'x', until })).toMatchObject(
      refusal('change-desk', 'stop', 'x'),
    );
    steering.world.set({
      POLICY: JSON.stringify({ ...RULES, desk: { from: [DESK], approve: ['weekly/*'] } }),
    });
    expect(await post(approval())).toMatchObject(refusal('change-desk', 'approve', plan.id));
    steering.world.set({
      POLICY: JSON.stringify({ ...RULES, desk: { from: [DESK], approve: ['monthly/other'] } }),
    });
    expect(await post(approval())).toMatchObject(refusal('change-desk', 'approve', plan.id));
    expect(await post({ ...approval(), wave: 'all' })).toMatchObject({ status: 403 });
    expect(await queued()).toEqual([]);
  });

  test('and what a rule lets, but the fleet does not, is refused where it is heeded', async () => {
    const fleets = { monthly: { ...FLEET } };
    await steering.reset(fleets);
    steering.world.set({
      WEBHOOK_SENDERS: JSON.stringify(secrets),
      OWN_SENDERS: `${QUEUE_STAND_IN}:decision`,
      POLICY: JSON.stringify(RULES),
    });
    steering.add(`${'a'.repeat(32)}in06`);
    plan = await steering.planned();
    expect(await post(approval())).toMatchObject({ status: 202 });
    expect(await heeded()).toMatchObject([
      { status: 'refused', reason: `its fleet takes approvals of ${FLEET.approval.by}, not of ${DESK}` },
    ]);
  });

  test('other verbs pass where their rule names the sender', async () => {
    const desk = { from: [DESK], plan: ['monthly/*'], stop: ['monthly/*'] };
    steering.world.set({ POLICY: JSON.stringify({ ...RULES, desk }) });
    expect(await post({ verb: 'plan', fleet: 'monthly' }, { id: 'p' })).toMatchObject({ status: 202 });
    expect(await post({ verb: 'plan', fleet: 'weekly' }, { id: 'q' })).toMatchObject({ status: 403 });
    expect(await post({ verb: 'stop', rollout: plan.id, decision: 0 }, { id: 's' })).toMatchObject({
      status: 202,
    });
    expect(await heeded()).toMatchObject([
      { verb: 'plan', status: 'done', by: DESK },
      { verb: 'stop', status: 'done', by: DESK },
    ]);
  });
});

describe('a refusal that comes after the 202', () => {
  const told = () =>
    steering.world.bus.taken.filter(({ detailType }) => detailType === 'Upkeep Decision Refused');
  const wrong = () => ({ ...approval(), hash: 'f'.repeat(64), wave: 'all' });
  beforeEach(() => steering.world.set({ EVENT_BUS: 'upkeep', CONSOLE_HOST: 'upkeep.example.com' }));

  test('is told to the desk that decided, by the loop that tells it outcomes, without what is secret', async () => {
    await post({ ...wrong(), said_by: 'token=hunter2-c0ffee42' }, { id: 'CAB-3' });
    const [line] = await heeded();
    const reason = expect.stringContaining('its hash is');
    expect(line).toMatchObject({ status: 'refused', reason });
    expect(told().map(({ detail }) => detail)).toEqual([
      {
        version: 1,
        event_id: 'decision/change-desk/CAB-3',
        request_id: 'CAB-3',
        trigger: 'webhook',
        sender: 'change-desk',
        verb: 'approve',
        rollout: plan.id,
        wave: 'all',
        said_by: expect.not.stringContaining('hunter2'),
        reason,
        refused_at: expect.stringMatching(/Z$/),
        sentence: expect.stringMatching(
          new RegExp(`^decision CAB-3, approve ${plan.id} wave all, was refused: .*its hash is`),
        ),
        link: `https://upkeep.example.com/rollouts/${plan.id}`,
      },
    ]);
    const [event] = told();
    expect(
      outcomeIn(JSON.stringify({ 'detail-type': event?.detailType, detail: event?.detail })),
    ).toMatchObject({
      sender: 'change-desk',
      request_id: 'CAB-3',
      message: { id: 'decision/change-desk/CAB-3', event: { timestamp: event?.detail.refused_at } },
    });
  });

  test('of a plan, or of a hold, names what it was about', async () => {
    const desk = { from: [DESK], plan: ['monthly/*'], stop: ['*/*'] };
    steering.world.set({ POLICY: JSON.stringify({ ...RULES, desk }) });
    const until = '2099-01-01T00:00:00Z';
    await post({ verb: 'hold', target: 'nobody-has-it', until }, { id: 'h' });
    await post({ verb: 'plan', fleet: 'monthly' }, { id: 'p' });
    steering.world.set({ POLICY: JSON.stringify(RULES) });
    await heeded();
    expect(told().map(({ detail }) => detail.sentence)).toEqual([
      'decision h, hold nobody-has-it, was refused: no open rollout lists nobody-has-it',
      expect.stringMatching(/^decision p, plan monthly, was refused: /),
    ]);
  });

  test('of a person on the queue, or what is done, is told to no desk', async () => {
    await steering.decide({ ...wrong(), decision: 0 } as never);
    await post(approval(), { id: 'yes' });
    await heeded();
    expect(told()).toEqual([]);
  });

  test('that the bus does not take comes again, under the same id', async () => {
    await post(wrong(), { id: 'CAB-4' });
    const [message] = await queued();
    const again = async () =>
      steering.world.service.invoke('decide-rollouts', sqsEvent([message as never], 'arn:aws:sqs:r:1:q'));
    steering.world.bus.refuse(1);
    expect(await again()).toMatchObject({ again: true });
    expect(told()).toEqual([]);
    steering.world.bus.fail(3, 'lost');
    expect(await again()).toMatchObject({ again: true });
    expect(await again()).toMatchObject({ again: false });
    expect(new Set(told().map(({ detail }) => detail.event_id))).toEqual(
      new Set(['decision/change-desk/CAB-4']),
    );
    expect((await steering.log(plan.id)).filter(({ by }) => by === DESK)).toHaveLength(1);
  });
});

describe('stopped at every request to the outside', () => {
  test.each(['down', 'lost'] as const)(
    'a decision that is posted again under its id is decided once (%s)',
    async (kind) => {
      const { ledger, sqs, service } = steering.world;
      steering.world.set({ QUEUE_URL: sqs.url(service.queues.urlTemplate) });
      const reads: number[] = [];
      for (let stop = 1; ; stop += 1) {
        const before = ledger.seen.length;
        ledger.break(kind, () => ledger.seen.length - before >= stop, 1000);
        const { status } = await post(approval(), { id: 'CAB-5' });
        ledger.clear();
        if (status === 202) break;
        reads.push(stop);
        expect(status).toBe(503);
      }
      // The head of the rollout.
      expect(reads).toEqual([1]);
      sqs.failNext(3, kind === 'down' ? 'error' : 'lost', 'SendMessageBatch');
      expect(await post(approval(), { id: 'CAB-5' })).toMatchObject({ status: 503 });
      expect(await post(approval(), { id: 'CAB-5' })).toMatchObject({ status: 202 });
      const lines = await heeded();
      expect(lines.length).toBeGreaterThanOrEqual(2);
      expect(lines.every(({ status }) => status === 'done')).toBe(true);
      expect((await head()).approvals).toHaveLength(1);
    },
  );
});

describe('a decision is no decision', () => {
  const wrong: readonly (readonly [string, () => object | string, string])[] = [
    ['of a short hash', () => ({ ...approval(), hash: plan.hash?.slice(0, 16) }), 'hash'],
    ['without a hash', () => ({ ...approval(), hash: undefined }), 'hash'],
    ['to go on without the number that was seen', () => ({ verb: 'abort', rollout: plan.id }), 'decision'],
    ['of an unknown verb', () => ({ ...approval(), verb: 'merge' }), 'verb'],
    ['with a field more', () => ({ ...approval(), by: `queue:${LEAD}:anna` }), 'by'],
    ['in the name of two lines', () => ({ ...approval(), said_by: 'Jo\nby queue:AROA' }), 'said_by'],
    ['that is no JSON', () => 'approve it', ''],
    ['with a key twice', () => `{"verb":"approve","verb":"reject"}`, 'verb'],
  ];
  test.each(wrong)('%s: 400, with the path of the fault', async (_title, message, path) => {
    const { status, body } = await post(message());
    expect(status).toBe(400);
    expect((body.faults as { path: string }[]).map((fault) => fault.path)).toContain(path);
    expect(await queued()).toEqual([]);
  });

  test('of a hash of another plan, is queued and refused where it is heeded', async () => {
    expect(await post({ ...approval(), hash: 'f'.repeat(64) })).toMatchObject({ status: 202 });
    expect(await heeded()).toMatchObject([
      { status: 'refused', reason: expect.stringContaining('its hash is') },
    ]);
  });

  test('that somebody else signed, or signed long ago, or that has another body: 401', async () => {
    const body = JSON.stringify(approval());
    const right = { secret: secrets['change-desk'] };
    for (const headers of [
      signedHeaders(body, { secret: newSecret() }),
      signedHeaders(body, { ...right, at: Date.now() - 6 * MINUTE }),
      signedHeaders(JSON.stringify({ ...approval(), verb: 'reject' }), right),
      { ...signedHeaders(body, right), 'webhook-id': 'another' },
      {},
    ]) {
      expect(await post(body, { headers })).toMatchObject({ status: 401, line: { refused: 1 } });
    }
    expect(await queued()).toEqual([]);
  });

  test('of more than 256 KiB, or under an id that no request may have', async () => {
    expect(await post(' '.repeat(256 * 1024 + 1))).toMatchObject({ status: 413 });
    expect(await post(approval(), { id: 'two words' })).toMatchObject({ status: 400 });
  });
});

describe('a message on the queue of decisions that says a webhook brought it', () => {
  const attributes = { trigger: 'webhook', sender: 'change-desk', request_id: 'forged' };
  const heed = async (senderId: string, more: object = attributes) => {
    const mail = steering.world.mail('decide-rollouts', approval(), { attributes: more as never, senderId });
    const ran = await steering.world.service.invoke('decide-rollouts', mail);
    return { again: ran.again, line: ran.lines[0] as unknown as Record<string, unknown> };
  };

  test.each([
    ['a person', 'AROAOPERATORSROLE0001:alice'],
    ['a role that brings webhooks to operations', 'AROARECEIVEWEBHOOK001:db-upkeep-prod-receive-webhook'],
    ['the role of steering', 'AROASTEERROLLOUTS0001:db-upkeep-prod-steer-rollouts'],
    ['a role whose id only begins like ours', `${OWN_ROLE}X:db-upkeep-prod-receive-decision`],
  ])('is that of %s, if they sent it', async (_title, senderId) => {
    steering.world.set({
      OWN_SENDERS: `${OWN_ROLE}:decision,AROARECEIVEWEBHOOK001:webhook,AROASTEERROLLOUTS0001:fleet`,
    });
    const { line } = await heed(senderId);
    expect(line).toMatchObject({ status: 'refused', by: `queue:${senderId}` });
    expect((await head()).approvals).toEqual([]);
  });

  test('is that sender of the one role that brings decisions', async () => {
    const { line } = await heed(own('receive-decision'));
    expect(line).toMatchObject({ status: 'done', by: DESK });
  });

  test('and without a name it is nobody, also where no policy is set', async () => {
    steering.world.set({ POLICY: undefined });
    const { again, line } = await heed(own('receive-decision'), {});
    expect([again, line.failed, line.reason]).toEqual([
      true,
      1,
      'a decision by webhook that names no sender',
    ]);
    expect((await head()).approvals).toEqual([]);
  });

  test('in a deployed stage that knows no roles it is whoever sent it', async () => {
    const deployed = { STAGE: 'prod', OWN_SENDERS: undefined, WEBHOOK_SENDERS: undefined, TIMING: undefined };
    steering.world.set({
      ...deployed,
      HW_USER_PASSWORD: undefined,
      HW_DOMAIN_NAME: undefined,
      HW_USER_NAME: undefined,
    });
    const { line } = await heed(own('receive-decision'));
    expect(line).toMatchObject({ status: 'refused', by: `queue:${own('receive-decision')}` });
  });
});

test('while the fleet table or the queue does not answer: 503, and nothing is decided', async () => {
  steering.world.ledger.break('down', () => true);
  expect(await post(approval())).toMatchObject({ status: 503, line: { failed: 1 } });
  steering.world.ledger.clear();
  const { endpoint } = steering.world.service.queues;
  steering.world.set({ QUEUE_URL: `${endpoint}/000000000000/missing-{operation}` });
  expect(await post(approval())).toMatchObject({
    status: 503,
    body: { error: 'not taken: send it again later' },
  });
});
