import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { offering } from '../../../functions/offers.ts';
import { surveyFleet } from '../../../shared/fleet/survey/survey-fleet.ts';
import { givenSettings } from '../../../shared/settings/settings.ts';
import { MINUTE } from '../../world/clock.ts';
import { type LedgerWorld, startWorld } from '../../world/world.ts';
import { fill, PROJECT } from './survey-world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { READS_A_MINUTE: '6000' } });
});
beforeEach(async () => {
  await world.reset();
  await world.fleetTable();
});
afterAll(() => world.close());

/** The one line of a run, for the place that is configured. */
async function run(): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    await surveyFleet(offering)({ id: 'a', remaining: () => MINUTE }, givenSettings());
  } finally {
    spy.mockRestore();
  }
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

test('a run says what it did in one line, and the next has nothing to do', async () => {
  fill(world, 30);
  world.set({ HW_PROJECT_ID: PROJECT });
  const rows =
    30 + [...world.cloud.state.proxies.values()].filter((one) => one.project_id === PROJECT).length;
  expect(await run()).toMatchObject({ met: 30, changed: rows, gone: 0, failed: 0, surveys: 3, age_ms: 0 });
  expect(await run()).toMatchObject({ met: 0, changed: 0, reads: 0, failed: 0, surveys: 3 });
});

test('a run that has no table, and one whose table does not answer, say so', async () => {
  world.set({ FLEET_TABLE: undefined, HW_PROJECT_ID: PROJECT });
  expect(await run()).toMatchObject({ failed: 1, failures: ['the survey needs FLEET_TABLE'] });
  await world.fleetTable();
  world.ledger.break('down', () => true);
  expect(await run()).toMatchObject({
    level: 'ERROR',
    failed: 1,
    failures: [expect.stringMatching(/^the fleet table \S+ did not answer/)],
  });
});
