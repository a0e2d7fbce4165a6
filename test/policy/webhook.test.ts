import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { HOTFIX_INSTANCES, PATCH_INSTANCES, PROXY_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { type Case, cases, hotfix, patch, plugin, proxy } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { OWN_ROLE, own, policyText, QUEUE_STAND_IN, ruleFor } from './rules.ts';

let world: LedgerWorld;
const secrets = { 'change-desk': '', 'night-shift': `whsec_${randomBytes(24).toString('base64')}` };
beforeAll(async () => {
  world = await startWorld({ ledger: true });
  secrets['change-desk'] = world.service.secret;
});
beforeEach(async () => {
  await world.reset();
  const ours = `${OWN_ROLE},${QUEUE_STAND_IN}`;
  world.set({ WEBHOOK_SENDERS: JSON.stringify(secrets), OWN_SENDERS: ours, POLICY: undefined });
});
afterAll(() => world.close());

type Sender = keyof typeof secrets;

/** Posts an intent as a sender would, under that id. */
const post = (one: Case, { as = 'change-desk' as Sender, id = 'msg_1', intent = {} as object } = {}) => {
  const body = JSON.stringify({ ...one.intent, ...intent });
  return world.service.post(one.operation, body, (event) => {
    const now = new Date();
    const headers = {
      ...event.headers,
      'webhook-id': id,
      'webhook-signature': new Webhook(secrets[as]).sign(id, now, body),
    };
    return { ...event, headers };
  });
};
const messages = async (one: Case) =>
  world.service.queues.receiveAll(world.service.queues.url(one.operation));

/** A 403 that says who, by which rule and which field, and of which nothing is left behind. */
async function expectForbidden(
  posted: Awaited<ReturnType<typeof post>>,
  one: Case,
  reason: string,
): Promise<void> {
  expect(posted.answer.statusCode).toBe(403);
  expect(JSON.parse(posted.answer.body)).toEqual({ error: reason });
  expect(posted.lines).toMatchObject([
    { status: 'forbidden', operation: one.operation, trigger: 'webhook', reason },
  ]);
  for (const any of cases) expect(await messages(any)).toEqual([]);
  expect(await world.items()).toEqual([]);
  expect(world.cloud.received).toEqual([]);
}

describe("a sender's right signature", () => {
  const policy = policyText({
    patches: ruleFor('webhook:change-desk', patch, { instances: ['*in13'], max_targets: 2 }),
    'night work': {
      ...ruleFor('webhook:night-*', hotfix),
      operations: [hotfix.operation, proxy.operation],
      projects: [hotfix.intent, proxy.intent].map(({ project_id }) => String(project_id)),
      instances: [HOTFIX_INSTANCES[0], PROXY_INSTANCE],
    },
  });
  beforeEach(() => world.set({ POLICY: policy }));

  test.each([
    ['change-desk', patch],
    ['night-shift', proxy],
  ] as const)('lets %s send what its rule names', async (as, one) => {
    expect((await post(one, { as })).answer.statusCode).toBe(202);
    expect(await messages(one)).toHaveLength(1);
  });

  const FOREIGN = '0'.repeat(32);
  const [FIRST = '', SECOND = ''] = patch.targets;
  const refused: readonly (readonly [string, Sender, Case, object, string])[] = [
    [
      "is not enough for another's operation",
      'change-desk',
      hotfix,
      {},
      `rule patches, field operations: ${hotfix.operation} is not allowed`,
    ],
    [
      'is not enough for an operation nobody may use',
      'change-desk',
      plugin,
      {},
      `rule patches, field operations: ${plugin.operation} is not allowed`,
    ],
    [
      'is not enough for another project',
      'change-desk',
      patch,
      { project_id: FOREIGN },
      `rule patches, field projects: ${FOREIGN} is not allowed`,
    ],
    [
      'is not enough for another region',
      'change-desk',
      patch,
      { region: 'ap-southeast-3' },
      'rule patches, field regions: ap-southeast-3 is not allowed',
    ],
    [
      'is not enough for one instance more than its rule names',
      'night-shift',
      hotfix,
      {},
      `rule night work, field instances: ${hotfix.targets[1]} is not allowed`,
    ],
    [
      'is not enough for an instance that a pattern almost fits',
      'change-desk',
      patch,
      { instance_ids: [FIRST, SECOND.replace('in13', 'in12')] },
      `rule patches, field instances: ${SECOND.replace('in13', 'in12')} is not allowed`,
    ],
    [
      'is not enough for an instance in another letter case',
      'night-shift',
      proxy,
      { instance_id: String(proxy.intent.instance_id).toUpperCase().replace('IN07', 'in07') },
      `rule night work, field instances: ${String(proxy.intent.instance_id).toUpperCase().replace('IN07', 'in07')} is not allowed`,
    ],
    [
      'is not enough for more targets than its rule allows',
      'change-desk',
      patch,
      { instance_ids: [FIRST, SECOND, `${'3'.repeat(32)}in13`] },
      'rule patches, field max_targets: 3 are too many for one intent',
    ],
    [
      'is not enough for a dry run either',
      'change-desk',
      patch,
      { dry_run: true, project_id: FOREIGN },
      `rule patches, field projects: ${FOREIGN} is not allowed`,
    ],
  ];
  test.each(refused)('%s', async (_title, as, one, intent, reason) => {
    await expectForbidden(await post(one, { as, intent }), one, `webhook ${as}: ${reason}`);
  });

  test('is of no use without a rule', async () => {
    world.set({ POLICY: policyText({ patches: ruleFor(['timer:*', 'webhook:night-shift']) }) });
    await expectForbidden(await post(patch), patch, 'webhook change-desk: no rule names this sender');
  });

  test('of somebody unknown ends before any rule', async () => {
    world.set({ POLICY: policyText({ all: ruleFor('webhook:*') }) });
    const posted = await world.service.post(patch.operation, JSON.stringify(patch.intent), (event) => ({
      ...event,
      headers: { ...event.headers, 'webhook-signature': 'v1,c2lnbmF0dXJl' },
    }));
    expect(posted.answer.statusCode).toBe(401);
  });

  test('tells nothing of what the rules hold', async () => {
    const { answer, raw } = await post(hotfix, { as: 'night-shift' });
    for (const text of [answer.body, ...raw]) expect(text).not.toMatch(/cc0ae5c4.*is not|in07|night-\*/);
  });

  test.each([
    ['Cyrillic і', '046287aae57843b1a7bc61b7a8812f41іn13'],
    ['full-width digits', '046287aae57843b1a7bc61b7a8812f41in１３'],
    ['a zero-width space', '046287aae57843b1a7bc61b7a8812f41\u200bin13'],
    ['a combining mark', '046287aae57843b1a7bc61b7a8812f4\u03011in13'],
    ['a line end behind it', `${PATCH_INSTANCES[0]}\n`],
    ['Arabic digits', '٠46287aae57843b1a7bc61b7a8812f41in13'],
  ])('never lets a look-alike of an id pass: %s', async (_title, id) => {
    const posted = await post(patch, { intent: { instance_ids: [id] } });
    expect(posted.answer.statusCode).toBe(400);
    expect(posted.lines).toMatchObject([{ status: 'invalid' }]);
    expect(await messages(patch)).toEqual([]);
  });

  test.each(['project_id', 'region'])('never lets a look-alike of a %s pass', async (field) => {
    const value = field === 'region' ? 'ap-southeast-１' : String(patch.intent.project_id).replace('a', 'а');
    expect((await post(patch, { intent: { [field]: value } })).answer.statusCode).toBe(400);
  });

  test('does not carry thousands of ids', async () => {
    world.set({ MAX_TARGETS: '10000' });
    const instance_ids = Array.from({ length: 8000 }, (_, i) => `${String(i).padStart(20, '0')}in13`);
    const reason = 'webhook change-desk: rule patches, field max_targets: 8000 are too many for one intent';
    await expectForbidden(await post(patch, { intent: { instance_ids } }), patch, reason);
    world.set({ MAX_TARGETS: undefined });
    expect((await post(patch, { intent: { instance_ids } })).answer.statusCode).toBe(400);
    const whole = Array.from({ length: 10_000 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    expect((await post(patch, { intent: { instance_ids: whole } })).answer.statusCode).toBe(413);
  });
});

describe('the same webhook again', () => {
  test('is one call and a duplicate', async () => {
    for (const status of ['accepted', 'duplicate']) {
      expect((await post(patch)).answer.statusCode).toBe(202);
      expect((await world.service.deliver(patch.operation)).lines).toMatchObject([
        { status, sender: 'change-desk' },
      ]);
    }
    expect(world.submissions(patch)).toHaveLength(1);
  });

  test('is worth nothing after five minutes', async () => {
    let replay: object = {};
    const body = JSON.stringify(patch.intent);
    await world.service.post(patch.operation, body, (event) => {
      replay = event;
      return event;
    });
    at(5.1);
    const late = await world.service.post(patch.operation, body, () => replay);
    expect(late.answer.statusCode).toBe(401);
    expect(await messages(patch)).toHaveLength(1);
  });

  test('is worth nothing with another body', async () => {
    const posted = await world.service.post(patch.operation, JSON.stringify(patch.intent), (event) => ({
      ...event,
      body: JSON.stringify({ ...patch.intent, instance_ids: [patch.targets[0]] }),
    }));
    expect(posted.answer.statusCode).toBe(401);
  });
});

describe('without a policy', () => {
  test('a webhook may patch the one project and no other', async () => {
    world.set({ HW_PROJECT_ID: String(patch.intent.project_id) });
    expect((await post(patch)).answer.statusCode).toBe(202);
    await world.service.queues.purge(world.service.queues.url(patch.operation));
    const { project_id } = proxy.intent;
    const reason = `webhook change-desk: rule default, as no POLICY is set, field projects: ${project_id} is not allowed, only HW_PROJECT_ID is`;
    await expectForbidden(await post(proxy), proxy, reason);
    const elsewhere =
      'webhook change-desk: rule default, as no POLICY is set, field regions: cn-north-4 is not allowed, only HW_REGION_NAME is';
    await expectForbidden(await post(patch, { intent: { region: 'cn-north-4' } }), patch, elsewhere);
  });

  test('no webhook may install a plug-in', async () => {
    world.set({ HW_PROJECT_ID: String(plugin.intent.project_id) });
    const reason = `webhook change-desk: rule default, as no POLICY is set, field operations: ${plugin.operation} is not allowed`;
    await expectForbidden(await post(plugin), plugin, reason);
  });

  test('and a message of our own that says a webhook brought it installs nothing either', async () => {
    world.set({ HW_PROJECT_ID: String(plugin.intent.project_id) });
    const attributes = { trigger: 'webhook', sender: 'change-desk' };
    const event = world.mail(plugin.operation, plugin.intent, {
      attributes,
      senderId: own('receive-webhook'),
    });
    const ran = await world.service.invoke(plugin.operation, event);
    expect(ran.lines).toMatchObject([{ status: 'forbidden', trigger: 'webhook', sender: 'change-desk' }]);
    expect(world.cloud.received).toEqual([]);
  });
});

describe('a webhook beyond the hour', () => {
  beforeEach(() =>
    world.set({ POLICY: policyText({ few: ruleFor('webhook:*', patch, { max_targets_per_hour: 3 }) }) }),
  );
  const FULL = 'webhook change-desk: rule few, field max_targets_per_hour: 3 are taken within the hour';

  test('is refused before it is queued, and taken again when the hour is over', async () => {
    for (const id of ['a', 'b']) {
      expect(
        (await post(patch, { id, intent: { instance_ids: [patch.targets[0]] } })).answer.statusCode,
      ).toBe(202);
    }
    await world.service.deliver(patch.operation);
    const third = await post(patch, { id: 'c' });
    expect(JSON.parse(third.answer.body)).toEqual({ error: FULL });
    expect(third.answer.statusCode).toBe(403);
    expect(await messages(patch)).toEqual([]);
    at(61);
    expect((await post(patch, { id: 'c' })).answer.statusCode).toBe(202);
  });

  test('is taken when it only comes again', async () => {
    expect((await post(patch, { id: 'a' })).answer.statusCode).toBe(202);
    await world.service.deliver(patch.operation);
    expect((await post(patch, { id: 'b' })).answer.statusCode).toBe(403);
    expect((await post(patch, { id: 'a' })).answer.statusCode).toBe(202);
    expect((await world.service.deliver(patch.operation)).lines).toMatchObject([{ status: 'duplicate' }]);
  });

  test('is taken when its parts were sent before, or when it is for later', async () => {
    const few = ruleFor('webhook:*', patch, { max_targets_per_hour: 12 });
    world.set({ POLICY: policyText({ few }) });
    const instance_ids = Array.from({ length: 12 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    for (const id of instance_ids) {
      world.cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
    }
    const whole = () => post(patch, { id: 'whole', intent: { instance_ids } });
    expect((await whole()).answer.statusCode).toBe(202);
    await world.service.deliver(patch.operation);
    expect((await world.service.deliver(patch.operation)).lines).toHaveLength(2);
    expect((await post(patch, { id: 'other' })).answer.statusCode).toBe(403);
    expect((await whole()).answer.statusCode).toBe(202);
    const later = await post(patch, { id: 'later', intent: { not_before: 'PT2H' } });
    expect(later.answer.statusCode).toBe(202);
  });

  test('is refused whatever the hour holds when it could never fit', async () => {
    const instance_ids = Array.from({ length: 4 }, (_, i) => `${String(i).repeat(32)}in13`);
    const reason = 'webhook change-desk: rule few, field max_targets_per_hour: 4 are too many for any hour';
    await expectForbidden(await post(patch, { intent: { instance_ids } }), patch, reason);
  });

  test('is not taken while the ledger cannot tell', async () => {
    world.ledger.break('down', () => true);
    expect((await post(patch)).answer.statusCode).toBe(503);
    expect(await messages(patch)).toEqual([]);
  });
});
