import { type Plan, planText } from './plan.ts';
import type { Ran } from './run.ts';
import type { Tally } from './tally.ts';

/** A run and its plan. */
interface Finding {
  readonly plan: Plan;
  readonly ran: Ran;
}

/** The faults of a run in the order they came, and what they broke. */
export function findingText({ plan, ran }: Finding): string {
  const faults = ran.passed.filter(({ fault }) => fault);
  return [
    ...ran.broken.map((broken) => `BROKEN  ${broken}`),
    ...faults.map(
      ({ nth, edge, fault, by, what }) => `  ${nth} ${fault}, at the ${edge} of ${by}: ${what()}`,
    ),
    `  npm run explore -- --plan '${planText(plan)}'`,
    '',
  ].join('\n');
}

/** Everything that was asked of the outside, and what the functions printed. */
export function traceText({ passed, printed }: Ran): string {
  const start = passed[0]?.at ?? 0;
  const lines = passed.map(
    ({ nth, at, by, edge, what, fault }) =>
      `${nth}\t+${((at - start) / 1000).toFixed(3)} s\t${by}\t${edge}\t${what()}${fault ? `\t${fault.toUpperCase()}` : ''}`,
  );
  return `${lines.join('\n')}\n\n${printed.join('')}`;
}

/** The closing sentence. */
export function summaryText(tally: Tally, scenarios: number, found: number, seconds: number): string {
  const { runs, passed, faults, submissions, redriven, kinds } = tally;
  const n = (value: number) => value.toLocaleString('en');
  return (
    `${n(runs)} runs of ${scenarios} situations in ${seconds.toFixed(0)} s: ${n(faults)} faults of ${kinds.size} kinds ` +
    `at ${n(passed)} requests to the outside, ${n(submissions)} submissions to the cloud, ${n(redriven)} letters redriven. ` +
    (found === 0 ? 'Every promise was kept.' : `${found} promises were BROKEN.`)
  );
}
