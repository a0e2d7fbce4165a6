import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cases, casesOf, crossed, operationOf, patch } from '../world/cases.ts';
import { at, MINUTE } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** How many minutes after its trigger the work of a case ends, as far as is assumed, when it is asked for at once. */
const rows = await Promise.all(
  crossed(cases).map(async ({ one, way, operation }) => {
    const { job } = await casesOf(one.operation);
    const ends = job.starts + operationOf(one).follow.takes_ms / MINUTE;
    return { one, way, operation, ends };
  }),
);

describe.each(rows)('$operation by $way', ({ one, way, operation, ends }) => {
  test('is not sent when its work could not end by then, at once and with a code of its own', async () => {
    const ran = await world.service.fire(way, operation, { ...one.intent, ends_by: `PT${ends - 1}M` });
    expect(world.submissions(one)).toEqual([]);
    expect(ran.again).toBe(false);
    expect(ran.lines.at(-1)).toMatchObject({ status: 'expired', hand_over: 'pending' });
    expect(ran.lines.at(-1)?.outcomes).toMatchObject(
      one.targets.map((target) => ({ target, verdict: 'not_sent', code: 'ends_too_late' })),
    );
    expect(ran.dead).toMatchObject([{ attributes: { status: 'expired', code: 'ends_too_late' } }]);
  });

  test('is sent when it can', async () => {
    const ran = await world.service.fire(way, operation, { ...one.intent, ends_by: `PT${ends}M` });
    expect(world.submissions(one)).toHaveLength(1);
    expect(ran.lines.at(-1)).toMatchObject({ status: 'accepted' });
  });
});

test('what is held is judged again when it goes on: it is sent as long as its work can end in time, and no longer', async () => {
  for (const [minutes, sent] of [
    [10, 1],
    [11, 0],
  ] as const) {
    await world.reset();
    const { operation } = patch;
    const intent = { ...patch.intent, request_id: 'r', not_before: 'PT5M', ends_by: 'PT40M' };
    await world.service.invoke(operation, world.mail(operation, intent));
    at(minutes);
    const { lines } = await world.resume(operation);
    expect([minutes, world.submissions(patch).length]).toEqual([minutes, sent]);
    expect(lines).toMatchObject([{ status: sent ? 'accepted' : 'expired' }]);
  }
});
