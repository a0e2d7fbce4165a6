import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { type Case, each, hotfix, lookupCasesOf, patch, plugin, proxy, singles } from '../world/cases.ts';
import { at, MINUTE, START } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** What the operation's lookup can say of a call that never arrived. */
const sayings = await Promise.all(
  singles.map(async ({ operation, targets }) => {
    const cases = (await lookupCasesOf(operation))(targets[0] ?? '', '', { near: '', early: '', late: '' });
    return (['absent', 'unseen'] as const).find((word) => cases.some(([, , finds]) => finds === word));
  }),
);
const [proven, unseen, never] = (['absent', 'unseen', undefined] as const).map((saying) =>
  each.filter((_, index) => sayings[index] === saying),
);

/** Sends a request whose reply is lost, as `faults` have it. */
async function lose(one: Case, ...faults: Fault[]) {
  world.cloud.faults.add({ call: one.call, fault: faults.length > 0 ? faults : { kind: 'cut-after' } });
  const ran = await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'lost' });
  expect(ran).toMatchObject({ again: false, dead: [] });
  expect(ran.lines).toMatchObject([{ status: 'unknown', next_try: expect.any(String) }]);
}

/** Runs what is due at each of these minutes, and gives the last report. */
async function lookAt(one: Case, ...minutes: number[]) {
  let ran = { lines: [], dead: [] } as unknown as Awaited<ReturnType<LedgerWorld['resume']>>;
  for (const minute of minutes) {
    at(minute);
    ran = await world.resume(one.operation);
  }
  return ran;
}

const jobs = () => world.cloud.accepted.map(({ job_id }) => job_id);

describe.each(each)('a lost reply ($name)', ({ one }) => {
  test('is found by its job, at the first look', async () => {
    await lose(one);
    const found = await lookAt(one, 3);
    expect(found.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
    expect(found.dead).toEqual([]);
    expect(world.submissions(one)).toHaveLength(1);
  });

  test('whose job shows only later is found later', async () => {
    await lose(one, { kind: 'job', lateMs: 5 * MINUTE }, { kind: 'cut-after' });
    expect((await lookAt(one, 3)).lines).toMatchObject([{ status: 'unknown' }]);
    expect((await lookAt(one, 6)).lines).toMatchObject([
      { status: 'accepted', outcomes: [{ job_id: jobs()[0] }] },
    ]);
    expect(world.submissions(one)).toHaveLength(1);
  });

  test.each([5, -5])('is found with a cloud whose clock is %i minutes off', async (minutes) => {
    world.cloud.clock.advance(minutes * MINUTE);
    world.cloud.faults.add({ call: one.call, fault: { kind: 'cut-after' } });
    await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'lost' });
    world.cloud.state.jobDurationMs = MINUTE;
    const found = await lookAt(one, 3, 6);
    const report = found.lines[0] ?? (await world.entry('lost'));
    expect(report).toBeDefined();
    expect(await world.entry('lost')).toMatchObject({
      targets: { [one.targets[0] ?? '']: { state: 'done', outcomes: [{ job_id: jobs()[0] }] } },
    });
    expect(world.submissions(one)).toHaveLength(1);
  });

  test('that no list can be read for stays unknown, and a person gets it after an hour', async () => {
    await lose(one);
    world.cloud.faults.decide = ({ call }) =>
      /^(list|show)/.test(call) ? { kind: 'status', status: 500 } : undefined;
    const undecided = await lookAt(one, 3, 13, 30, 50);
    expect(undecided.lines).toMatchObject([{ status: 'unknown', next_try: expect.any(String) }]);
    const given = await lookAt(one, 75);
    expect(given.lines).toMatchObject([{ status: 'unknown', hand_over: 'pending' }]);
    expect(given.dead).toMatchObject([{ attributes: { status: 'unknown', request_id: 'lost' } }]);
    expect(world.submissions(one)).toHaveLength(1);
    at(200);
    expect(await world.service.sweep()).toMatchObject({ due: 0, queued: 0 });
  });
});

describe.each([...(proven ?? []), ...(unseen ?? [])])('a request that never arrived ($name)', ({ one }) => {
  test('is sent again only once no list has shown it in time', async () => {
    await lose(one, { kind: 'cut-before' });
    for (const minute of [3, 6, 9])
      expect((await lookAt(one, minute)).lines).toMatchObject([{ status: 'unknown' }]);
    expect(world.submissions(one)).toHaveLength(1);
    const sent = await lookAt(one, 12);
    expect(sent.lines).toMatchObject([{ status: 'accepted', attempt: 2, outcomes: [{ job_id: jobs()[0] }] }]);
    expect(world.submissions(one)).toHaveLength(2);
    expect(world.cloud.accepted).toHaveLength(1);
  });
});

/** The last look at a request that never arrived, once it may not be sent any more. */
async function lookTooLate(one: Case) {
  world.cloud.faults.add({ call: one.call, fault: { kind: 'cut-before' } });
  const intent = { ...one.intent, request_id: 'lost', not_after: 'PT5M' };
  await world.service.fire('queue', one.operation, intent);
  return lookAt(one, 12);
}

describe.each(proven ?? [])('a request that is proven never to have arrived ($name)', ({ one }) => {
  test('and then is too old, expires', async () => {
    const ended = await lookTooLate(one);
    expect(ended.lines).toMatchObject([{ status: 'expired', outcomes: [{ verdict: 'not_sent' }] }]);
    expect(ended.dead).toHaveLength(1);
    expect(world.submissions(one)).toHaveLength(1);
  });
});

describe.each(unseen ?? [])(
  'a request that no list shows, though the cloud may have done it ($name)',
  ({ one }) => {
    test('and then is too old, stays unknown', async () => {
      const ended = await lookTooLate(one);
      expect(ended.lines).toMatchObject([{ status: 'unknown', hand_over: 'pending' }]);
      expect(ended.dead).toMatchObject([{ attributes: { status: 'unknown' } }]);
      expect(world.submissions(one)).toHaveLength(1);
    });

    test('is refused once it is sent again: what became of it stays unknown', async () => {
      await lose(one, { kind: 'job', lateMs: 60 * MINUTE, durationMs: MINUTE }, { kind: 'cut-after' });
      const ended = await lookAt(one, 12);
      expect(ended.lines).toMatchObject([
        { status: 'unknown', outcomes: [{ verdict: 'unknown' }, { verdict: 'rejected' }] },
      ]);
      expect(ended.dead).toMatchObject([{ attributes: { status: 'unknown', request_id: 'lost' } }]);
      expect(world.submissions(one)).toHaveLength(2);
      expect(world.cloud.accepted).toHaveLength(1);
    });
  },
);

test.each(never ?? [])(
  'what never arrived, where nothing proves it, is never sent again by itself ($name)',
  async ({ one }) => {
    await lose(one, { kind: 'cut-before' });
    const ended = await lookAt(one, 3, 12, 30, 50, 75);
    expect(ended.lines).toMatchObject([{ status: 'unknown', hand_over: 'pending' }]);
    expect(ended.dead).toHaveLength(1);
    expect(world.submissions(one)).toHaveLength(1);
  },
);

test('of a plug-in nothing proves that it never arrived', () => {
  expect((never ?? []).map(({ name }) => name)).toContain(plugin.operation);
});

describe.each(each)('an answer that tells nothing ($name)', ({ one }) => {
  test.each<[string, Fault]>([
    ['DBS.111205', { kind: 'timeout-accepted' }],
    ['a page of HTML', { kind: 'html', accepted: true }],
    ['half a reply', { kind: 'truncated' }],
    ['another shape', { kind: 'wrong-shape' }],
    ['a server error', { kind: 'status', status: 504, accepted: true }],
  ])('%s: looked for, not sent again', async (_, fault) => {
    await lose(one, fault);
    const found = await lookAt(one, 3);
    expect(found.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
    expect(world.submissions(one)).toHaveLength(1);
  });
});

const one = singles.find(({ operation }) => operation === patch.operation) as Case;
const [target = ''] = one.targets;

test('busy after a doubt may be our own job: it is looked for, not simply tried again', async () => {
  // The first request starts a job that shows only after the margin; the second hears that the instance is busy.
  await lose(
    one,
    { kind: 'job', lateMs: 15 * MINUTE, unchanged: true, durationMs: MINUTE },
    { kind: 'cut-after' },
  );
  world.cloud.faults.add({ call: one.call, fault: { kind: 'busy' } });
  const second = await lookAt(one, 12);
  expect(second.lines).toMatchObject([
    { status: 'unknown', outcomes: [{ target, verdict: 'unknown', code: 'DBS.200011' }] },
  ]);
  const third = await lookAt(one, 16);
  expect(third.lines).toMatchObject([{ status: 'accepted', outcomes: [{ job_id: jobs()[0] }] }]);
  expect(world.submissions(one)).toHaveLength(2);
  expect(world.cloud.accepted).toHaveLength(1);
});

test('a job of another request is not taken for ours', async () => {
  // It ended just now, without a change, so that its job lies in the time span of ours.
  world.cloud.faults.add({ call: one.call, fault: { kind: 'job', durationMs: MINUTE, unchanged: true } });
  await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'other' });
  for (const minute of [1, 12]) {
    at(minute);
    await world.service.follow();
  }
  at(4);
  await lose(one, { kind: 'cut-before' });
  const looked = await lookAt(one, 7);
  expect(looked.lines).toMatchObject([{ status: 'unknown' }]);
  expect(looked.lines[0]?.outcomes[0]).not.toHaveProperty('job_id');
});

test('a job of another request is not taken for ours, though that request was tried again since', async () => {
  const busy = patch.targets[1] ?? '';
  world.cloud.state.jobDurationMs = MINUTE;
  world.cloud.faults.add({ call: one.call, fault: { kind: 'busy', targets: [busy] }, times: 2 });
  await world.service.fire('queue', one.operation, { ...patch.intent, request_id: 'other' });
  world.cloud.faults.clear();
  at(1);
  await world.service.follow();
  await lose(one, { kind: 'cut-before' });
  const instance = world.cloud.state.instances.get(busy);
  if (instance) instance.status = 'abnormal';
  for (const minute of [4, 8, 16, 24, 32, 48]) {
    at(minute);
    const { lines } = await world.resume(one.operation);
    const ours = lines.filter(({ request_id }) => request_id === 'lost');
    for (const { outcomes } of ours) expect(outcomes[0]).not.toHaveProperty('job_id');
  }
  expect(world.cloud.accepted.filter((work) => work.target === target)).toHaveLength(1);
});

test('two requests look for one job: whose it is, a person decides', async () => {
  await lose(one);
  // The lock on the instance keeps a second request away; if it ever failed to, this is what is left.
  const lost = (await world.entry('lost')) as Entry;
  const twin = { ...lost, request_id: 'twin', intent: { ...lost.intent, request_id: 'twin' } };
  const ledger = openLedger(String(process.env.LEDGER_TABLE));
  await ledger.write({ name: one.operation, service: one.service } as never, twin, undefined);
  at(3);
  await world.service.sweep();
  const { lines } = await world.service.deliver(one.operation);
  expect(lines.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  for (const { outcomes } of lines)
    expect(outcomes[0]?.reason).toContain('another request is at work on this target');
  expect(world.submissions(one)).toHaveLength(1);
});

test('a job of another request is not taken for ours, though the index does not show that request yet', async () => {
  const id = { name: one.operation, service: one.service } as never;
  const ledger = openLedger(String(process.env.LEDGER_TABLE));
  world.cloud.state.jobDurationMs = MINUTE;
  await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'other' });
  // Killed between its claim and the lock: nothing of it was sent.
  const other = (await world.entry('other')) as Entry;
  const { jobs: _, settled_at: __, follow_at: ___, ...rest } = other;
  const submitting = { state: 'submitting', since: START, until: START + MINUTE } as const;
  const killed = { ...rest, request_id: 'lost', intent: { ...rest.intent, request_id: 'lost' } };
  const targets = { [target]: submitting };
  await ledger.write(id, { ...killed, owner: 'killed', targets, due_at: START + 2 * MINUTE }, undefined);
  // An index that lags longer than usual.
  const pk = `${one.operation}#${String(one.intent.project_id)}#other`;
  const row = await ledger.table.get(pk);
  if (row) {
    const { project: _project, claimed_at: _claimed, ...unseen } = row;
    await ledger.table.put({ ...unseen, version: row.version + 1 }, row.version);
  }
  at(3);
  await world.service.sweep();
  const { lines } = await world.service.deliver(one.operation);
  expect(lines).toMatchObject([{ request_id: 'lost', status: 'unknown' }]);
  expect(lines[0]?.outcomes[0]).not.toHaveProperty('job_id');
  expect(world.submissions(one)).toHaveLength(1);
});

test('a job of another request is not taken for ours, though that request was claimed long before its job began', async () => {
  world.cloud.faults.add({ call: one.call, fault: { kind: 'job', durationMs: MINUTE, unchanged: true } });
  await world.service.fire('queue', one.operation, { ...one.intent, request_id: 'other' });
  for (const minute of [1, 12]) {
    at(minute);
    await world.service.follow();
  }
  // Its run took twelve minutes to send it.
  const ledger = openLedger(String(process.env.LEDGER_TABLE));
  const pk = `${one.operation}#${String(one.intent.project_id)}#other`;
  await ledger.change({ name: one.operation, service: one.service } as never, pk, (entry) => ({
    ...entry,
    claimed_at: START - 12 * MINUTE,
  }));
  at(4);
  await lose(one, { kind: 'cut-before' });
  const looked = await lookAt(one, 7);
  expect(looked.lines).toMatchObject([{ status: 'unknown' }]);
  expect(looked.lines[0]?.outcomes[0]).not.toHaveProperty('job_id');
});

test('what other requests have claimed is read once the index can have caught up', async () => {
  world.set({ TIMING: '{"index_lag_ms":300}' });
  await lose(one);
  const times: number[] = [];
  world.cloud.faults.decide = ({ call }) => {
    if (call === 'listInstances') times.push(performance.now());
    return undefined;
  };
  const query = world.ledger.stop('there', ({ body }) => body.includes('"recent"'));
  at(3);
  await world.service.sweep();
  const looking = world.service.deliver(one.operation);
  await query.arrived;
  expect(performance.now() - Math.max(...times)).toBeGreaterThanOrEqual(290);
  query.release();
  expect((await looking).lines).toMatchObject([{ status: 'accepted' }]);
});

test.each<[string, number]>([
  ['of three pages', 120],
  ['that fills its pages exactly', 99],
])('a list %s is read to its end', async (_, count) => {
  addJobs(count);
  world.cloud.clock.advance(-1000);
  await lose(one);
  world.cloud.clock.advance(1000);
  const found = await lookAt(one, 3);
  expect(found.lines).toMatchObject([{ status: 'accepted' }]);
  const pages = world.cloud.received
    .filter(({ call }) => call === 'listJobs')
    .map(({ query }) => query.offset);
  // Each page begins with the last item of the one before.
  expect(pages).toEqual(['0', '49', '98']);
});

test.each(each)(
  "a lost reply is found where totals come in quotes and a task's content as text ($name)",
  async ({ one }) => {
    Object.assign(world.cloud.state, { totalCount: 'text', taskContent: 'text' });
    await lose(one);
    const found = await lookAt(one, 3);
    Object.assign(world.cloud.state, { totalCount: 'number', taskContent: 'object' });
    expect(found.lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.submissions(one)).toHaveLength(1);
  },
);

test('a list of 2,100 jobs is read to its end: only time limits it', async () => {
  addJobs(2100);
  world.cloud.clock.advance(-1000);
  await lose(one);
  world.cloud.clock.advance(1000);
  expect((await lookAt(one, 3)).lines).toMatchObject([{ status: 'accepted' }]);
  expect(world.submissions(one)).toHaveLength(1);
});

test('a list that loses an item between two pages hides another, and proves nothing', async () => {
  addJobs(50);
  world.cloud.clock.advance(-1000);
  // It changes nothing: only the list tells of it.
  await lose(one, { kind: 'job', unchanged: true, durationMs: MINUTE }, { kind: 'cut-after' });
  world.cloud.clock.advance(1000);
  let pages = 0;
  world.cloud.faults.decide = ({ call }) => {
    if (call === 'listJobs' && ++pages === 2) world.cloud.state.jobs.delete('filler-7');
    return undefined;
  };
  const looked = await lookAt(one, 12);
  expect(world.submissions(one)).toHaveLength(1);
  expect(looked.lines).toMatchObject([{ status: 'unknown' }]);
  world.cloud.faults.clear();
  expect((await lookAt(one, 15)).lines).toMatchObject([{ status: 'accepted' }]);
  expect(world.submissions(one)).toHaveLength(1);
});

test('nor does one that lost an item, got another and shows others anew, though it is as long as it was', async () => {
  addJobs(50);
  addJobs(60, -10_000);
  world.cloud.clock.advance(-1000);
  await lose(one, { kind: 'job', unchanged: true, durationMs: MINUTE }, { kind: 'cut-after' });
  world.cloud.clock.advance(1000);
  const { jobs } = world.cloud.state;
  let pages = 0;
  world.cloud.faults.decide = ({ call }) => {
    if (call !== 'listJobs') return undefined;
    pages += 1;
    if (pages === 2) jobs.delete('filler-7');
    if (pages === 3) {
      for (const job of jobs.values()) if (job.instance_id === 'other') job.name = 'RestoreInstance';
      addJobs(1, 1000);
    }
    return undefined;
  };
  expect((await lookAt(one, 12)).lines).toMatchObject([{ status: 'unknown' }]);
  expect(world.submissions(one)).toHaveLength(1);
});

/** Adds so many jobs of another instance, created from `since` ms after the start on. */
function addJobs(count: number, since = 0) {
  for (let n = 0; n < count; n++) {
    const id = `filler-${since + n}`;
    world.cloud.state.jobs.set(id, {
      id,
      service: 'geminidb',
      project_id: String(one.intent.project_id),
      instance_id: 'other',
      name: 'BackupInstance',
      created: START + since + n,
      visible: 0,
      starts: START,
      ends: START,
      listed: true,
      change: { kind: 'none' },
      settled: true,
    });
  }
}

test.each<[string, object]>([
  ['says there is more than it shows', { jobs: [], total_count: 1 }],
  ['has no list', { total_count: 0 }],
  ['is no object', []],
])('a page that %s proves nothing', async (_, body) => {
  await lose(one, { kind: 'cut-before' });
  world.cloud.faults.decide = ({ call }) =>
    call === 'listJobs' ? { kind: 'refuse', status: 200, body } : undefined;
  expect((await lookAt(one, 12)).lines).toMatchObject([{ status: 'unknown' }]);
  expect(world.submissions(one)).toHaveLength(1);
});

// The OpenAPI text has TaurusDB's offsets count items with a default of 1; Terraform reads pages here and items from 0 there.
describe.each([
  ['listImmediateJobs', 'jobs'],
  ['listScheduleJobs', 'schedules'],
])('%s, on whose offset the texts differ', (list, items) => {
  const upgrade = singles.find(({ operation }) => operation === proxy.operation) as Case;
  test.each<[string, string, object]>([
    ['without a total', 'unknown', {}],
    ['with null for a total', 'unknown', { total_count: null }],
    ['with an empty total', 'unknown', { total_count: '' }],
    ['with a total of one', 'unknown', { total_count: 1 }],
    ['with a total', 'accepted', { total_count: 0 }],
    ['with a total in quotes', 'accepted', { total_count: '0' }],
  ])('empty %s: the upgrade is %s', async (_, status, total) => {
    await lose(upgrade, { kind: 'cut-before' });
    world.cloud.faults.decide = ({ call }) =>
      call === list ? { kind: 'refuse', status: 200, body: { [items]: [], ...total } } : undefined;
    expect((await lookAt(upgrade, 12)).lines).toMatchObject([{ status }]);
    expect(world.submissions(upgrade)).toHaveLength(status === 'accepted' ? 2 : 1);
  });
});

test('a look costs one set of reads however many targets it is for', async () => {
  world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
  await world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'lost' });
  const found = await lookAt(patch, 3);
  expect(found.lines).toMatchObject([{ status: 'accepted' }]);
  expect(world.cloud.received.filter(({ call }) => call === 'listJobs')).toHaveLength(1);
});

test('a list that was read for one target proves no absence at a later time', async () => {
  await lose(patch, { kind: 'cut-before' });
  const [state] = Object.values((await world.entry('lost'))?.targets ?? {});
  const until = state?.state === 'unknown' ? state.until : 0;
  const proven = (until - START) / MINUTE + 10;
  // The jobs are listed once for all; then the first target's instance is read, slowly.
  world.cloud.faults.decide = ({ call }) => {
    if (call === 'listInstances') at(proven + 0.5);
    return undefined;
  };
  expect((await lookAt(patch, proven - 0.5)).lines).toMatchObject([
    { status: 'unknown', outcomes: [{ verdict: 'unknown' }, { verdict: 'unknown' }] },
  ]);
  world.cloud.faults.clear();
  expect(world.submissions(patch)).toHaveLength(1);
  expect((await lookAt(patch, proven + 3)).lines).toMatchObject([{ status: 'accepted', attempt: 2 }]);
  expect(world.submissions(patch)).toHaveLength(2);
});

test('found, absent and unclear are told apart within one request', async () => {
  const [found = '', lost = ''] = patch.targets;
  const third = 'a'.repeat(32).concat('in13');
  world.cloud.state.addInstance({
    id: third,
    service: 'geminidb',
    project_id: String(patch.intent.project_id),
  });
  const fault: Fault[] = [
    { kind: 'reject', targets: [lost, third], error_code: 'DBS.200998' },
    { kind: 'cut-after' },
  ];
  world.cloud.faults.add({ call: patch.call, fault });
  const intent = { ...patch.intent, request_id: 'lost', instance_ids: [found, lost, third] };
  await world.service.fire('queue', patch.operation, intent);
  const instance = world.cloud.state.instances.get(third);
  if (instance) instance.patch_available = false;
  const looked = await lookAt(patch, 12);
  expect(looked.lines).toMatchObject([
    {
      status: 'unknown',
      outcomes: [
        { target: found, verdict: 'accepted' },
        { target: lost, verdict: 'accepted' },
        { target: third, verdict: 'unknown' },
      ],
    },
  ]);
  expect(world.submissions(patch).map((body) => JSON.parse(body).instance_ids)).toEqual([
    [found, lost, third],
    [lost],
  ]);
});

test.each([
  ['in an earlier look', [3, 12]],
  ['in the same look', [12]],
])(
  'a hotfix call is taken whole: where one task is gone and another was found %s, it stays unknown',
  async (_, minutes) => {
    const [kept = '', gone = ''] = hotfix.targets;
    await lose(hotfix);
    const [first = ''] = jobs();
    world.cloud.state.tasks.delete(`${first}/${gone}`);
    const { lines } = await lookAt(hotfix, ...minutes);
    const outcomes = lines.at(-1)?.outcomes ?? [];
    expect(outcomes.find(({ target: one }) => one === kept)).toMatchObject({ verdict: 'accepted' });
    expect(outcomes.find(({ target: one }) => one === gone)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('not listed, though others of the same call are'),
    });
    expect(world.submissions(hotfix)).toHaveLength(1);
  },
);
