/** What happens in one run: a scenario, its circumstances, and what goes wrong at which request to the outside, counted from 1. */
export interface Plan {
  readonly scenario: string;
  /** How far the cloud's clock is ahead of ours, minutes. */
  readonly cloudAhead: number;
  /** How far every second process's clock is ahead, minutes. */
  readonly clockAhead: number;
  readonly faults: readonly PlannedFault[];
}

/** One fault. */
export interface PlannedFault {
  readonly nth: number;
  readonly fault: string;
}

/** A plan in which nothing goes wrong. */
export const calm = (scenario: string): Plan => ({ scenario, cloudAhead: 0, clockAhead: 0, faults: [] });

/** A plan as a person hands it on, as in `patch-databases/twice; cloud +4 min; 17 lost; 23 died`. */
export const planText = ({ scenario, cloudAhead, clockAhead, faults }: Plan): string =>
  [
    scenario,
    ...(cloudAhead === 0 ? [] : [`cloud ${signed(cloudAhead)} min`]),
    ...(clockAhead === 0 ? [] : [`clock ${signed(clockAhead)} min`]),
    ...faults.map(({ nth, fault }) => `${nth} ${fault}`),
  ].join('; ');

const signed = (minutes: number) => (minutes > 0 ? `+${minutes}` : String(minutes));

/** The plan that a text is of. Throws `RangeError`. */
export function readPlan(text: string): Plan {
  const [scenario = '', ...parts] = text.split(';').map((part) => part.trim());
  let plan = calm(scenario);
  for (const part of parts) {
    const [, which, minutes] = /^(cloud|clock) ([+-]?\d+) min$/.exec(part) ?? [];
    const [, nth, fault] = /^(\d+) (\S.*)$/.exec(part) ?? [];
    if (which === 'cloud') plan = { ...plan, cloudAhead: Number(minutes) };
    else if (which === 'clock') plan = { ...plan, clockAhead: Number(minutes) };
    else if (nth && fault) plan = { ...plan, faults: [...plan.faults, { nth: Number(nth), fault }] };
    else
      throw new RangeError(`expected "<number> <fault>", "cloud <n> min" or "clock <n> min", got "${part}"`);
  }
  return plan;
}
