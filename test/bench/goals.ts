import type { Results } from './results.ts';

/** A measure against what was set out for it; `least` where more is better. */
export interface Goal {
  readonly measure: string;
  readonly value: number;
  readonly goal: number;
  readonly stretch: number;
  readonly limit?: number;
  readonly peers?: number | undefined;
  readonly least?: boolean;
  /** How a value is written: digits behind the point, and what follows. */
  readonly digits: number;
  readonly unit: string;
}

/** Whether a measure meets its goal, or even the stretch. */
export function verdictOf({ value, goal, stretch, least = false }: Goal): 'stretch' | 'met' | 'missed' {
  const within = (bound: number) => (least ? value >= bound : value <= bound);
  return within(stretch) ? 'stretch' : within(goal) ? 'met' : 'missed';
}

/** The goals of the project, each with what this run measured. */
export function goalsOf({ cold, warm, pure, drain, fanOut, growth, sizes }: Results): Goal[] {
  const named = <Row extends { name: string }>(rows: readonly Row[], name: string) =>
    rows.find((row) => row.name.startsWith(name));
  const ratio = { digits: 2, unit: '' };
  const bare = named(cold, 'bare handler, node')?.ratio ?? Number.NaN;
  const coldOf = (name: string) => named(cold, name)?.ratio ?? Number.NaN;
  const vendor = named(cold, "vendor's client");
  const rss = (name: string) => (named(cold, name)?.rss_mb ?? Number.NaN) / (vendor?.rss_mb ?? Number.NaN);
  const kilobytes = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / 1024);
  const entries = sizes.filter(({ name }) => !name.startsWith('vendor')).map(({ bytes }) => bytes);
  const spread = (values: number[]) => Math.max(...values) / Math.min(...values);
  return [
    {
      measure: 'cold, token, no ledger',
      value: coldOf('ours, token'),
      goal: 0.85,
      stretch: 0.75,
      limit: bare,
      peers: vendor?.ratio,
      ...ratio,
    },
    {
      measure: 'cold, signed, no ledger',
      value: coldOf('ours, signed'),
      goal: 1.2,
      stretch: 0.9,
      limit: bare,
      peers: vendor?.ratio,
      ...ratio,
    },
    {
      measure: 'cold, full stack',
      value: coldOf('ours, full stack'),
      goal: 2.1,
      stretch: 1.2,
      peers: named(cold, "vendor's client, Powertools")?.ratio,
      ...ratio,
    },
    {
      measure: 'warm, full pipeline, no ledger',
      value: named(warm, 'ours, token')?.ratio ?? Number.NaN,
      goal: 1,
      stretch: 0.9,
      limit: named(warm, 'bare handler, node')?.ratio ?? Number.NaN,
      peers: named(warm, "vendor's client")?.ratio,
      ...ratio,
    },
    {
      measure: 'pure CPU per intent, token',
      value: named(pure, 'ours, token')?.us ?? Number.NaN,
      goal: 100,
      stretch: 50,
      limit: 11,
      digits: 0,
      unit: ' µs',
    },
    {
      measure: 'pure CPU per intent, signed',
      value: named(pure, 'ours, signed')?.us ?? Number.NaN,
      goal: 100,
      stretch: 50,
      limit: 11,
      digits: 0,
      unit: ' µs',
    },
    {
      measure: 'queue drain, share of ideal',
      value: named(drain, 'ours, token')?.share ?? Number.NaN,
      goal: 0.8,
      stretch: 0.87,
      limit: 1,
      peers: named(drain, "vendor's client")?.share,
      least: true,
      ...ratio,
    },
    {
      measure: 'largest entry chunk',
      value: Math.max(...entries) / 1024,
      goal: 170,
      stretch: 120,
      peers: kilobytes(named(sizes, 'vendor')?.bytes),
      digits: 0,
      unit: ' KB',
    },
    {
      measure: "peak memory, token, to vendor's client",
      value: rss('ours, token'),
      goal: 0.65,
      stretch: 0.58,
      limit: rss('bare handler, node'),
      peers: 1,
      ...ratio,
    },
    {
      measure: 'submissions for 10,000 instances',
      value: fanOut.submissions,
      goal: 1.01 * fanOut.least,
      stretch: fanOut.least + 2,
      limit: fanOut.least,
      peers: fanOut.instances,
      digits: 0,
      unit: '',
    },
    {
      measure: 'wall per target, most to least',
      value: Math.max(...growth.map((row) => row.ratio)),
      goal: 1.1,
      stretch: 1.05,
      limit: 1,
      ...ratio,
    },
    {
      measure: 'ledger writes per target, most to least',
      value: spread(growth.map((row) => row.writes_per_target)),
      goal: 1.1,
      stretch: 1.05,
      limit: 1,
      ...ratio,
    },
  ];
}
