import { dice } from '../chaos/dice.ts';
import { startClock } from './clock.ts';
import { type Passed, startEdges } from './edges.ts';
import { takeOver } from './globals.ts';
import { fakeHttp } from './http.ts';
import { type Facts, judgeLoss, judgeRest, judgeTruth, recordedIn } from './judge.ts';
import { stuckTargets } from './locks.ts';
import { redriveLetter, requestOf } from './person.ts';
import { type Plan, planText } from './plan.ts';
import { type Handler, startPlatform } from './platform.ts';
import type { Sandbox } from './sandbox.ts';
import type { Scenario } from './scenarios.ts';
import { startSurroundings } from './surroundings.ts';
import { startWatch } from './watch.ts';

/** What one run came to: what was asked of the outside, and which promises were broken, in words. */
export interface Ran {
  readonly passed: readonly Passed[];
  readonly submissions: number;
  readonly redriven: number;
  readonly broken: readonly string[];
  /** The log lines and the letters, for who looks closely. */
  readonly printed: readonly string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Longer than the longest outage and everything that waits for its end. */
const LONGEST_MS = 72 * HOUR;
const MOST_REDRIVES = 3;

let sandboxes = 0;

/** Runs one plan to its end: the deliveries, what follows from them, and a person who redrives what was dead-lettered. */
export async function runPlan(
  plan: Plan,
  scenario: Scenario,
  handlers: Readonly<Record<string, Handler>>,
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const { operation, example } = scenario;
  const start = Date.parse(example.at);
  const clock = startClock(start);
  const printed: string[] = [];
  const outside = startSurroundings(
    scenario,
    () => clock.now,
    () => clock.now + plan.cloudAhead * MINUTE,
  );
  const watch = startWatch(scenario, outside);
  const edges = startEdges(plan, clock, outside, watch);
  const { next: random } = dice(planText(plan));
  const giveBack = takeOver({
    clock,
    random,
    http: fakeHttp(edges.serve),
    print: (line) => printed.push(line),
  });
  const sandbox = (): Sandbox => {
    sandboxes += 1;
    const skewMs = sandboxes % 2 === 0 ? plan.clockAhead * MINUTE : 0;
    return { env: environmentOf(scenario, environment, sandboxes), skewMs, busy: false };
  };
  const platform = startPlatform({ clock, handlers, sandbox, table: outside.table, queues: outside.queues });
  const { onWrite } = outside.table;
  outside.table.onWrite = (item) => {
    onWrite(item);
    for (const { entry } of recordedIn([item], operation.name)) {
      watch.written(entry, clock.now, edges.backAt());
    }
  };
  const told = new Set<string>();
  let redriven = 0;
  try {
    send(scenario, clock, outside, platform);
    const rested = await clock.runUntil(start + LONGEST_MS);
    const facts: Facts = { scenario, outside, watch, told, now: clock.now };
    const restless = judgeRest(facts, rested);
    edges.heal();
    for (let round = 0; round < MOST_REDRIVES; round++) {
      const letters = outside.queues.on(`${operation.name}-dead`);
      if (letters.length === 0) break;
      for (const letter of letters) {
        told.add(requestOf(letter));
        const done = platform.byHand('redrive', () => redriveLetter(scenario, letter, watch));
        await clock.runUntil(clock.now + MINUTE);
        await done;
        redriven += 1;
      }
      await clock.runUntil(clock.now + LONGEST_MS);
    }
    const after = judgeRest({ ...facts, now: clock.now }, await clock.runUntil(clock.now + LONGEST_MS));
    const looked = platform.byHand('unlock', () => stuckTargets(scenario));
    await clock.runUntil(clock.now + MINUTE);
    const stuck = ((await looked) ?? []).map((target) => `a lock that nobody can release: ${target}`);
    const atWork = [...watch.broken, ...restless, ...after, ...stuck];
    const broken = [...atWork, ...judgeTruth(facts), ...judgeLoss(facts)];
    return {
      passed: edges.passed,
      submissions: watch.submissions,
      redriven,
      broken: [...new Set(broken)],
      printed,
    };
  } finally {
    giveBack();
  }
}

function send(
  { operation, sent, together, intent }: Scenario,
  clock: ReturnType<typeof startClock>,
  { queues }: ReturnType<typeof startSurroundings>,
  platform: ReturnType<typeof startPlatform>,
): void {
  const { onPut } = queues;
  if (together) queues.onPut = () => {};
  for (const { way, request_id, afterMs } of sent) {
    const body = { ...intent, request_id };
    clock.at(clock.now + afterMs, () => {
      if (way === 'timer') platform.fire(operation.name, body);
      else queues.put(operation.name, JSON.stringify(body), { request_id });
    });
  }
  if (!together) return;
  clock.at(clock.now, () => {
    queues.onPut = onPut;
    platform.deliver(queues.on(operation.name));
  });
}

function environmentOf(
  { operation, example, env }: Scenario,
  environment: Readonly<Record<string, string>>,
  nth: number,
): Record<string, string> {
  const everything = {
    from: ['webhook:*', 'timer:*', 'queue:*', 'invoke:*'],
    operations: [operation.name],
    regions: ['*'],
    projects: ['*'],
    max_targets_per_hour: 1000,
  };
  return {
    HW_REGION_NAME: example.region,
    HW_PROJECT_ID: example.project_id,
    HW_ENDPOINTS: JSON.stringify({
      iam: `https://iam-${nth}.test`,
      gaussdb: 'https://gaussdb.test',
      taurusdb: 'https://taurusdb.test',
      geminidb: 'https://geminidb.test',
    }),
    HW_CREDENTIALS_SECRET: `login-${nth}`,
    LEDGER_TABLE: 'ledger',
    QUEUE_URL: 'https://sqs.test/1/{operation}',
    DEAD_LETTER_QUEUE_URL: 'https://sqs.test/1/{operation}-dead',
    EVENT_BUS: 'outcomes',
    POLICY: JSON.stringify({ everything }),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local-secret-access-key',
    ...env,
    ...environment,
  };
}
