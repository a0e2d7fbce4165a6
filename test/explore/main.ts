import { catalog } from '../../functions/catalog.ts';
import type { Example } from '../../shared/terms/operation.ts';
import { badArguments } from '../../stand-in/read-arguments.ts';
import { readOptions, USAGE } from './options.ts';
import type { Plan } from './plan.ts';
import type { Handler } from './platform.ts';
import { findingText, summaryText, traceText } from './print.ts';
import { runPlan } from './run.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { search } from './search.ts';
import { shrink } from './shrink.ts';
import { count, newTally } from './tally.ts';
import { leaveUnsigned } from './unsigned.ts';

// Explore: the functions in this process, everything they ask in memory, and time under our hand: single faults, pairs
// of faults and random ones at every request to the outside.
const options = readOptions();
leaveUnsigned();
// Nobody reads where an error came from, and finding out costs a tenth of a run.
Error.stackTraceLimit = 0;

const handlers: Record<string, Handler> = {};
const examples = new Map<string, readonly Example[]>();
for (const { name } of catalog) {
  const { handler } = (await import(`../../functions/${name}/handler.ts`)) as { handler: Handler };
  handlers[name] = handler;
  const about = (await import(`../../functions/${name}/examples.ts`)) as { examples: Example[] };
  examples.set(name, about.examples);
}
for (const name of ['sweep', 'follow-job']) {
  handlers[name] = ((await import(`../../functions/${name}/handler.ts`)) as { handler: Handler }).handler;
}

const all = scenarios((name) => examples.get(name) ?? []);
// Nobody waits a day here for an instance that stays busy.
const environment = {
  TIMING: JSON.stringify({ scheduled_window_ms: 2 * 60 * 60_000, ...(JSON.parse(options.timing) as object) }),
};
const began = performance.now();
const tally = newTally();
const seconds = () => (performance.now() - began) / 1000;
const attempt = async (plan: Plan, scenario: Scenario) => {
  const ran = await runPlan(plan, scenario, handlers, environment);
  count(tally, ran);
  return ran;
};

// Not by `process.exit`: what is printed into a pipe would end in the middle.
process.exitCode = await (options.plan ? replay(options.plan) : explore());

async function explore(): Promise<number> {
  const chosen = all.filter(({ name }) => name.includes(options.scenario));
  const findings = new Set<string>();
  await search(chosen, options, attempt, async (plan, scenario, ran) => {
    const kind = kindOf(scenario, ran.broken);
    if (findings.has(kind)) return 'go on';
    findings.add(kind);
    const breaks = async (one: Plan) => kindOf(scenario, (await attempt(one, scenario)).broken) === kind;
    const smallest = await shrink(plan, breaks);
    console.log(findingText({ plan: smallest, ran: await attempt(smallest, scenario) }));
    return findings.size < options.most ? 'go on' : 'enough';
  });
  console.log(summaryText(tally, chosen.length, findings.size, seconds()));
  return findings.size > 0 ? 1 : 0;
}

async function replay(plan: Plan): Promise<number> {
  const scenario = all.find(({ name }) => name === plan.scenario);
  if (!scenario) {
    return badArguments(
      USAGE,
      `--plan: no situation ${plan.scenario}: there are ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  const ran = await attempt(plan, scenario);
  console.log(`${traceText(ran)}\n${findingText({ plan, ran })}`);
  console.log(summaryText(tally, 1, ran.broken.length, seconds()));
  return ran.broken.length > 0 ? 1 : 0;
}

/** What of a finding makes it one of its kind: the operation and the promises, not the targets. */
function kindOf({ operation }: Scenario, broken: readonly string[]): string {
  const promises = new Set(broken.map((one) => one.split(':')[0]));
  return promises.size === 0 ? '' : [operation.name, ...promises].join(' ');
}
