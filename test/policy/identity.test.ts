import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { eventBridgeEvent } from '../../stand-in/platform/timer.ts';
import { hotfix, patch, plugin } from '../world/cases.ts';
import { at, START } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { ALICE, MALLORY, OWN_ROLE, own, policyText, ruleFor } from './rules.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  world.set({ OWN_SENDERS: `AROASOMEOTHERROLE0001,${OWN_ROLE}` });
});
afterAll(() => world.close());

const deliver = (
  attributes: Record<string, string>,
  senderId: string,
  { operation, intent }: { operation: string; intent: object } = patch,
) =>
  world.service.invoke(
    operation,
    world.mail(operation, { request_id: 'r', ...intent }, { attributes, senderId }),
  );
const WEBHOOK = { trigger: 'webhook', sender: 'change-desk' };

describe('a message', () => {
  const rules = { desk: ruleFor('webhook:change-desk'), operators: ruleFor('queue:AROAOPERATORSROLE0001:*') };
  beforeEach(() => world.set({ POLICY: policyText(rules) }));

  test.each([
    ['of our own that carries a webhook', WEBHOOK, own('receive-webhook'), WEBHOOK],
    ['of somebody whom a rule names', {}, ALICE, { trigger: 'queue', sender: ALICE }],
    ['of such a person, whatever it says of its origin', WEBHOOK, ALICE, { trigger: 'queue', sender: ALICE }],
  ])('%s is sent', async (_title, attributes, senderId, who) => {
    const ran = await deliver(attributes, senderId);
    expect(ran).toMatchObject({ again: false, dead: [], lines: [{ status: 'accepted', ...who }] });
    expect(world.submissions(patch)).toHaveLength(1);
    expect(await world.entry('r')).toMatchObject(who);
  });

  const forged: readonly (readonly [string, Record<string, string>, string, string])[] = [
    ['of somebody unknown', {}, MALLORY, `queue ${MALLORY}`],
    ['of somebody unknown who says a webhook brought it', WEBHOOK, MALLORY, `queue ${MALLORY}`],
    [
      "with the role's name in another place",
      WEBHOOK,
      `${MALLORY}:${OWN_ROLE}`,
      `queue ${MALLORY}:${OWN_ROLE}`,
    ],
    [
      'of a role whose id begins like ours',
      WEBHOOK,
      `${OWN_ROLE}X:receive-webhook`,
      `queue ${OWN_ROLE}X:receive-webhook`,
    ],
    [
      "of a session that calls itself a webhook's sender",
      WEBHOOK,
      'AIDAX:webhook:change-desk',
      'queue AIDAX:webhook:change-desk',
    ],
    ['of nobody', WEBHOOK, '', 'queue without a name'],
    [
      'of our own that says nothing of its origin',
      {},
      own('receive-webhook'),
      `queue ${own('receive-webhook')}`,
    ],
    [
      'of our own with a trigger that does not exist',
      { trigger: 'root' },
      own('sweep'),
      `queue ${own('sweep')}`,
    ],
    [
      'of our own for somebody without a rule',
      { ...WEBHOOK, sender: 'night-shift' },
      own('receive-webhook'),
      'webhook night-shift',
    ],
  ];
  test.each(forged)(
    '%s is forbidden, dead-lettered and not stored',
    async (_title, attributes, senderId, who) => {
      const ran = await deliver(attributes, senderId);
      const reason = `${who}: no rule names this sender`;
      expect(ran.again).toBe(false);
      expect(ran.lines).toMatchObject([
        {
          status: 'forbidden',
          reason,
          outcomes: patch.targets.map((target) => ({
            target,
            verdict: 'not_sent',
            code: 'forbidden',
            reason,
          })),
        },
      ]);
      expect(ran.dead).toMatchObject([
        { attributes: { status: 'forbidden', code: 'forbidden', reason, request_id: 'r' } },
      ]);
      expect(await world.items()).toEqual([]);
      expect(world.cloud.received).toEqual([]);
    },
  );

  test('is believed by its attributes where nothing is deployed', async () => {
    world.set({ OWN_SENDERS: undefined });
    expect((await deliver(WEBHOOK, MALLORY)).lines).toMatchObject([{ status: 'accepted', ...WEBHOOK }]);
  });

  test('is believed by nothing but SQS where something is', async () => {
    const { QUEUE_URL, DEAD_LETTER_QUEUE_URL } = process.env;
    world.set({
      ...{ OWN_SENDERS: undefined, STAGE: 'prod', QUEUE_URL, DEAD_LETTER_QUEUE_URL },
      ...{ HW_PROJECT_ID: '0'.repeat(32), HW_USER_PASSWORD: undefined, WEBHOOK_SENDERS: undefined },
      TIMING: undefined,
    });
    expect((await deliver(WEBHOOK, own('receive-webhook'))).lines).toMatchObject([
      { status: 'forbidden', trigger: 'queue', sender: own('receive-webhook') },
    ]);
  });
});

describe('a message that names', () => {
  beforeEach(() =>
    world.set({
      HW_PROJECT_ID: String(patch.intent.project_id),
      POLICY: policyText({
        nightly: { from: ['queue:*'], operations: [patch.operation], instances: ['046287aa*in13'] },
      }),
    }),
  );
  const [id] = PATCH_INSTANCES;
  const wrong: readonly (readonly [string, object, string, string])[] = [
    ['another project', { project_id: hotfix.intent.project_id }, 'forbidden', 'projects'],
    ['another region', { region: 'cn-north-4' }, 'forbidden', 'regions'],
    [
      'an instance of which the pattern fits a part',
      { instance_ids: [`3d${id.slice(2)}`] },
      'forbidden',
      'instances',
    ],
    [
      'one such instance among right ones',
      { instance_ids: [id, `${id.slice(0, -4)}in12`] },
      'forbidden',
      'instances',
    ],
  ];
  test.each(wrong)('%s is forbidden', async (_title, fields, status, field) => {
    const ran = await deliver({}, ALICE, { ...patch, intent: { instance_ids: [id], ...fields } });
    const reason = expect.stringContaining(`rule nightly, field ${field}: `);
    expect(ran).toMatchObject({ lines: [{ status, reason }], dead: [{ attributes: { status } }] });
    expect(world.cloud.received).toEqual([]);
  });

  test('10,000 ids is refused before anything is written', async () => {
    const instance_ids = Array.from({ length: 10_000 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    const ran = await deliver({}, ALICE, { ...patch, intent: { instance_ids } });
    expect(ran).toMatchObject({
      lines: [{ status: 'invalid' }],
      dead: [{ attributes: { status: 'invalid' } }],
    });
    world.set({ MAX_TARGETS: '10000' });
    const allowed = await deliver({}, ALICE, { ...patch, intent: { instance_ids } });
    expect(allowed.lines).toMatchObject([{ status: 'forbidden' }]);
    expect(await world.items()).toEqual([]);
  });

  test('an id of look-alikes is no intent at all', async () => {
    const ran = await deliver({}, ALICE, { ...patch, intent: { instance_ids: [id.replace('i', 'і')] } });
    expect(ran.lines).toMatchObject([{ status: 'invalid', faults: [{ path: 'instance_ids[0]' }] }]);
  });
});

describe('a timer', () => {
  const SCHEDULE = 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly-patches';
  const RULE = 'arn:aws:events:eu-west-1:123456789012:rule/patches';
  const tick = `${SCHEDULE}/2024-10-30T02:00:00Z`;
  const envelope = eventBridgeEvent(patch.intent, { time: new Date(START), resources: [RULE] });

  test.each([
    ['a schedule', { ...patch.intent, request_id: tick }, SCHEDULE],
    ['a rule', envelope, RULE],
    ['no one', patch.intent, undefined],
  ])('is known by %s', async (_title, event, sender) => {
    world.set({ POLICY: policyText({ any: ruleFor('timer:*') }) });
    const { lines } = await world.service.invoke(patch.operation, event);
    expect(lines).toMatchObject([{ status: 'accepted', trigger: 'timer' }]);
    expect(lines[0]?.sender).toBe(sender);
  });

  test('may do what its rule says and nothing else', async () => {
    world.set({ POLICY: policyText({ nightly: ruleFor('timer:*:schedule/default/nightly-*') }) });
    expect(
      (await world.service.invoke(patch.operation, { ...patch.intent, request_id: tick })).lines,
    ).toMatchObject([{ status: 'accepted' }]);
    for (const event of [patch.intent, envelope]) {
      const ran = await world.service.invoke(patch.operation, event);
      expect(ran).toMatchObject({ again: false, lines: [{ status: 'forbidden' }], dead: [{}] });
    }
  });

  test('keeps its name when its intent goes on from the queue', async () => {
    world.set({
      POLICY: policyText({ nightly: ruleFor(`timer:${SCHEDULE}`) }),
      HW_CREDENTIALS_SECRET: undefined,
    });
    world.ledger.break('down', () => true);
    await world.service.invoke(patch.operation, { ...patch.intent, request_id: tick });
    world.ledger.clear();
    const [message] = await world.service.queues.receiveAll(world.service.queues.url(patch.operation));
    expect(message?.MessageAttributes).toMatchObject({
      trigger: { StringValue: 'timer' },
      sender: { StringValue: SCHEDULE },
    });
  });

  test.each([
    'arn:aws:scheduler:eu-west-1:1:schedule/default/x/2024-13-45T99:00:00Z',
    `arn:aws:scheduler:${'x'.repeat(180)}/2024-10-30T02:00:00Z`,
  ])('with the odd id %s is run or refused like any other', async (request_id) => {
    const { lines } = await world.service.invoke(patch.operation, { ...patch.intent, request_id });
    expect(lines).toMatchObject([{ status: 'accepted', request_id }]);
  });
});

describe('an intent of several calls', () => {
  const instance_ids = Array.from({ length: 12 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
  beforeEach(() => {
    for (const id of instance_ids)
      world.cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
  });
  const whole = { ...patch, intent: { ...patch.intent, instance_ids } };

  test("is judged whole, and its parts by its bringer's rule", async () => {
    world.set({ POLICY: policyText({ desk: ruleFor('webhook:change-desk', patch, { max_targets: 12 }) }) });
    expect((await deliver(WEBHOOK, own('receive-webhook'), whole)).lines).toMatchObject([{ status: 'held' }]);
    world.set({ OWN_SENDERS: '000000000000' });
    const parts = await world.service.deliver(patch.operation);
    expect(parts.lines).toMatchObject([
      { status: 'accepted', ...WEBHOOK },
      { status: 'accepted', ...WEBHOOK },
    ]);
  });

  test('is refused whole when it names too many', async () => {
    world.set({ POLICY: policyText({ desk: ruleFor('webhook:change-desk', patch, { max_targets: 11 }) }) });
    const ran = await deliver(WEBHOOK, own('receive-webhook'), whole);
    expect(ran).toMatchObject({ lines: [{ status: 'forbidden' }], dead: [{}] });
    expect(ran.lines[0]?.outcomes).toHaveLength(12);
    expect(await world.service.queues.receiveAll(world.service.queues.url(patch.operation))).toEqual([]);
    expect(await world.items()).toEqual([]);
  });
});

describe('without a policy', () => {
  test('whoever may write to the queue may use the one project, in the one region', async () => {
    world.set({ POLICY: undefined, HW_PROJECT_ID: String(plugin.intent.project_id) });
    expect((await deliver({}, MALLORY, plugin)).lines).toMatchObject([{ status: 'accepted' }]);
    expect((await deliver({}, MALLORY, patch)).lines).toMatchObject([
      {
        status: 'forbidden',
        reason: expect.stringMatching(/rule default, as no POLICY is set, field projects/),
      },
    ]);
    at(1);
    expect(
      (
        await deliver({}, MALLORY, {
          ...plugin,
          intent: { ...plugin.intent, region: 'cn-north-4', request_id: 's' },
        })
      ).lines,
    ).toMatchObject([{ status: 'forbidden', reason: expect.stringMatching(/field regions: cn-north-4/) }]);
  });
});
