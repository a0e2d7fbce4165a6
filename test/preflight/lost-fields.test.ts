import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answers } from '../../shared/terms/lookup.ts';
import { obstacle } from '../../shared/terms/preflight.ts';
import { casesOf, each, operationOf, requestOf } from '../world/cases.ts';
import { START } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { expectNothingSent, fire, instanceOf, patched, proxied } from './looked-at.ts';

const OTHER = 'b'.repeat(32);
type Path = readonly (string | number)[];

/** Every path in a value, itself left out. */
const pathsIn = (value: unknown, at: Path = []): Path[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => {
        const path = [...at, Array.isArray(value) ? Number(key) : key];
        return [path, ...pathsIn(inner, path)];
      });

/** A copy with another value at a path, or with nothing there. */
function changed(value: unknown, [key, ...rest]: Path, put: { value: unknown } | 'gone'): unknown {
  if (Array.isArray(value)) {
    const found = value.map((item, index) =>
      index === key && rest.length > 0 ? changed(item, rest, put) : item,
    );
    if (rest.length > 0) return found;
    return put === 'gone' ? found.filter((_, index) => index !== key) : found.with(Number(key), put.value);
  }
  const { [key as string]: inner, ...others } = value as Record<string, unknown>;
  if (rest.length > 0) return { ...others, [key as string]: changed(inner, rest, put) };
  return put === 'gone' ? others : { ...others, [key as string]: put.value };
}

const rows = (
  await Promise.all(
    each.map(async ({ name, one }) => {
      const [target = ''] = one.targets;
      const { blocked } = await casesOf(name);
      const [operation, request] = [operationOf(one), requestOf(one, START)];
      return blocked(target, OTHER).map((answers, nth) => ({
        name,
        nth,
        operation,
        request,
        target,
        answers,
      }));
    }),
  )
).flat();

/** What stands in the way of being sent: a misfit, or that it is there already. */
const blockOf = ({ operation, request, target }: (typeof rows)[number], answers: Answers) => {
  const found = operation.preflight.check(answers, request, target);
  return obstacle(operation, found)?.reason ?? operation.state.read(answers, request, target)?.promised;
};

describe.each(rows)('$name, answers $nth', (row) => {
  const whole = blockOf(row, row.answers);

  test('is not sent', () => {
    expect(whole).toBeTruthy();
  });

  test('whatever stands at any other place, null or of a wrong type or a strange word, is not sent either', () => {
    const odd = fc.constantFrom<unknown>(null, 7, 'strange', {}, [], [null], true);
    const place = fc.constantFrom(...pathsIn(row.answers));
    fc.assert(
      fc.property(place, odd, (path, value) => {
        const without = blockOf(row, changed(row.answers, path, 'gone') as Answers);
        fc.pre(without === whole);
        expect(blockOf(row, changed(row.answers, path, { value }) as Answers)).toBeTruthy();
      }),
      { numRuns: 1000 },
    );
  });
});

describe('one null', () => {
  let world: LedgerWorld;
  beforeAll(async () => {
    world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on' } });
  });
  beforeEach(() => world.reset());
  afterAll(() => world.close());

  const lists = (call: string, body: object) =>
    world.cloud.faults.add({ call, fault: { kind: 'wrong-shape', body }, times: 9 });

  test('for the status of an instance: what is running there is seen, and so is its engine', async () => {
    const id = instanceOf(patched);
    const item = {
      id,
      status: null,
      actions: ['RESTART'],
      datastore: { type: 'influxdb', patch_available: true },
    };
    lists('listInstances', { instances: [item], total_count: 1 });
    expect((await fire(world, patched)).lines).toMatchObject([
      { status: 'held', outcomes: [{ reason: 'RESTART is running on the instance' }] },
    ]);
    world.cloud.faults.clear();
    const other = { ...item, datastore: { type: 'mongodb', patch_available: false } };
    lists('listInstances', { instances: [other], total_count: 1 });
    expect((await fire(world, patched, { request_id: 's' })).lines).toMatchObject([
      {
        status: 'rejected',
        outcomes: [{ reason: 'the instance is mongodb, which this call does not patch' }],
      },
    ]);
    expectNothingSent(world);
  });

  test.each<[string, unknown]>([
    ['for the status of another proxy', { proxy: { pool_id: 'P2', status: null } }],
    ['for another proxy', { proxy: null }],
    ['for an item of the list', null],
  ])('%s: the one that was asked for is seen', async (_, neighbour) => {
    const mine = { proxy: { pool_id: proxied.targets[0], status: 'DISABLING PROXY' } };
    lists('showGaussMySqlProxyList', { proxy_list: [neighbour, mine] });
    expect((await fire(world, proxied)).lines).toMatchObject([
      { status: 'held', outcomes: [{ reason: 'the proxy is DISABLING PROXY' }] },
    ]);
    expectNothingSent(world);
  });

  test('for the version of a proxy: that it cannot be upgraded is seen', async () => {
    lists('showProxyVersion', { current_version: null, latest_version: '2.24.03.000', can_upgrade: false });
    expect((await fire(world, proxied)).lines).toMatchObject([
      { status: 'rejected', outcomes: [{ reason: 'the cloud says that this proxy cannot be upgraded' }] },
    ]);
    expectNothingSent(world);
  });

  test('a page that is too long is read again in smaller ones: the frozen one of a hundred is seen', async () => {
    const nodes = Array.from({ length: 60 }, () => 'normal');
    const project_id = String(patched.intent.project_id);
    const ids = Array.from({ length: 100 }, (_, n) => `${String(n).padStart(32, 'e')}in13`);
    for (const id of ids) world.cloud.state.addInstance({ id, service: 'geminidb', project_id, nodes });
    const [frozen = '', healthy = ''] = ids.slice(90);
    world.cloud.state.change(frozen, { status: 'frozen' });
    const ran = await fire(world, patched, { instance_ids: [frozen, healthy] });
    expect(ran.lines).toMatchObject([
      {
        outcomes: [
          { target: frozen, verdict: 'rejected', reason: 'the instance is frozen' },
          { target: healthy, verdict: 'accepted' },
        ],
      },
    ]);
    expect(ran.lines[0]).not.toHaveProperty('unchecked');
    const pages = world.cloud.received
      .filter(({ call }) => call === 'listInstances')
      .map(({ query }) => query);
    expect(pages.slice(0, 2)).toMatchObject([
      { limit: '100', offset: '0' },
      { limit: '50', offset: '0' },
    ]);
  });

  test('what is too long in any page holds back what restarts the instance', async () => {
    const item = { id: instanceOf(patched), status: 'normal', actions: [], name: 'x'.repeat(1024 * 1024) };
    lists('listInstances', { instances: [item], total_count: 1 });
    expect((await fire(world, patched)).lines).toMatchObject([
      {
        status: 'held',
        outcomes: [{ reason: 'what the cloud shows of the instance is too long to be read', retry: true }],
      },
    ]);
    expectNothingSent(world);
  });
});
