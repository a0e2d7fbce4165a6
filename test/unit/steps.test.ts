import { expect, test } from '@jest/globals';
import { patchDatabases } from '../../functions/patch-databases/operation.ts';
import { leaveOut, type Ticket } from '../../shared/ledger/ticket.ts';
import type { Arrived } from '../../shared/submission/flow.ts';
import { type Step, steps } from '../../shared/submission/step.ts';
import { authenticate } from '../../shared/submission/steps/authenticate.ts';
import { authorize } from '../../shared/submission/steps/authorize.ts';
import { call } from '../../shared/submission/steps/call.ts';
import { configure } from '../../shared/submission/steps/configure.ts';
import { preflight } from '../../shared/submission/steps/preflight.ts';
import { validate } from '../../shared/submission/steps/validate.ts';

const ARRIVED = { request_id: 'r' } as Arrived;

test('a step that needs what none before it adds does not compile', () => {
  // @ts-expect-error: nothing has read the settings
  steps().step(validate(patchDatabases));
  // @ts-expect-error: nothing has read the intent
  steps().step(configure()).step(authorize(patchDatabases));
  const checked = steps().step(configure()).step(validate(patchDatabases));
  // @ts-expect-error: nothing has opened the credentials
  checked.step(preflight(patchDatabases));
  // @ts-expect-error: nor for the call
  checked.end(call(patchDatabases));
  const authenticated = checked.step(authorize(patchDatabases)).step(authenticate());
  expect(typeof authenticated.step(preflight(patchDatabases)).end(call(patchDatabases))).toBe('function');
});

test('a step that changes the ticket by itself does not compile: what may happen to one stands in one file', () => {
  const ticket = { send: ['a', 'b'] } as Partial<Ticket> as Ticket;
  // @ts-expect-error: nobody writes a field
  ticket.send = ['a', 'b', 'c'];
  // @ts-expect-error: nor into one
  ticket.send.push('d');
  leaveOut(ticket, new Set(['b', 'c']));
  expect(ticket.send).toEqual(['a', 'd']);
});

test('steps find what those before them added, and unwind in reverse; an error finds what there was by then', async () => {
  const told: string[] = [];
  const first: Step<Arrived, { one: number }> = {
    before: () => ({ one: 1 }),
    after: ({ event }) => void told.push(`first after ${event.one}`),
    onError: (run) => void told.push(`first ${run.error?.message}: ${JSON.stringify(run.event)}`),
  };
  const second: Step<Arrived & { one: number }, { two: number }> = {
    before: ({ one, request_id }) => {
      if (request_id === 'fails') throw new Error('no');
      return { two: one + 1 };
    },
    after: (run) => {
      told.push(`second after ${run.event.two}`);
      run.response = { outcomes: [] };
    },
  };
  const run = steps()
    .step(first)
    .step(second)
    .end(async ({ two }) => ({ outcomes: [{ target: String(two), verdict: 'accepted' }] }));
  expect(await run({ ...ARRIVED })).toEqual({ outcomes: [] });
  expect(told).toEqual(['second after 2', 'first after 1']);
  await expect(run({ ...ARRIVED, request_id: 'fails' })).rejects.toThrow('no');
  expect(told.slice(2)).toEqual(['first no: {"request_id":"fails","one":1}']);
});
