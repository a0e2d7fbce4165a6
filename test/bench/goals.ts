import type { Results, Timed } from './results.ts';

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

const [SENT, LOGINS] = [10, 1];
const FULL_STACK = 'ours, full stack (token, secret, preflight, ledger)';

/** What was set out for the cold start of a mode without the ledger, the warm path and the pipeline alone. */
const SET_OUT = {
  coldToken: { goal: 0.85, stretch: 0.75 },
  coldSigned: { goal: 1.2, stretch: 0.9 },
  warm: { goal: 1, stretch: 0.9 },
  // 100 and 50 µs where one signature's cryptography takes 11.
  pure: { goal: 9, stretch: 4.5, limit: 1, digits: 1, unit: '' },
} as const;

/** The goals of the project, each with what this run measured. A case that also looks first makes a call more than the goal is for. */
export function goalsOf(results: Results): Goal[] {
  const {
    cold,
    warm,
    pure,
    drain,
    fanOut,
    growth,
    refused,
    large,
    fairness,
    questions,
    surveys,
    plan,
    forecast,
    ticks,
    reports,
    pages,
    sizes,
  } = results;
  const named = <Row extends { name: string }>(rows: readonly Row[], name: string) =>
    rows.find((row) => row.name === name);
  const ratio = { digits: 2, unit: '' };
  const ratioIn = (rows: readonly Timed[], name: string) => named(rows, name)?.ratio ?? Number.NaN;
  const pureOf = (name: string) => named(pure, name)?.ratio ?? Number.NaN;
  const rssOf = (name: string) => named(cold, name)?.rss_mb ?? Number.NaN;
  const [bare, vendor] = ['bare handler, node:https', "vendor's client"];
  const coldAgainst = { limit: ratioIn(cold, bare), peers: named(cold, vendor)?.ratio, ...ratio };
  const warmAgainst = { limit: ratioIn(warm, bare), peers: named(warm, vendor)?.ratio, ...ratio };
  const bundled = named(sizes, "vendor's client, bundled")?.bytes;
  // The clock starts these, and nobody waits.
  const byClock = ['steer-rollouts', 'survey-fleet'];
  const entries = sizes
    .filter(({ name }) => !name.startsWith('vendor') && !byClock.includes(name))
    .map(({ bytes }) => bytes);
  const spread = (values: number[]) => Math.max(...values) / Math.min(...values);
  return [
    ...['ours, token', 'ours, token, preflight'].map((name) => ({
      measure: `cold, ${name}`,
      value: ratioIn(cold, name),
      ...SET_OUT.coldToken,
      ...coldAgainst,
    })),
    ...['ours, signed', 'ours, signed, preflight'].map((name) => ({
      measure: `cold, ${name}`,
      value: ratioIn(cold, name),
      ...SET_OUT.coldSigned,
      ...coldAgainst,
    })),
    {
      measure: `cold, ${FULL_STACK}`,
      value: ratioIn(cold, FULL_STACK),
      goal: 2.1,
      stretch: 1.2,
      peers: named(cold, "vendor's client, Powertools, secret")?.ratio,
      ...ratio,
    },
    ...['ours, token', 'ours, token, preflight'].map((name) => ({
      measure: `warm, ${name}`,
      value: ratioIn(warm, name),
      ...SET_OUT.warm,
      ...warmAgainst,
    })),
    ...['ours, token', 'ours, signed', 'ours, token, preflight'].map((name) => ({
      measure: `pure CPU per intent, to one signature's, ${name}`,
      value: pureOf(name),
      ...SET_OUT.pure,
    })),
    {
      measure: 'queue drain, share of ideal',
      value: named(drain, 'ours, token')?.share ?? Number.NaN,
      goal: 0.8,
      stretch: 0.87,
      limit: 1,
      peers: named(drain, vendor)?.share,
      least: true,
      ...ratio,
    },
    {
      measure: 'largest first file of what somebody waits for',
      value: Math.max(...entries) / 1024,
      goal: 170,
      stretch: 120,
      peers: bundled && bundled / 1024,
      digits: 0,
      unit: ' KB',
    },
    ...['ours, token', 'ours, signed', FULL_STACK].map((name) => ({
      measure: `peak memory, ${name}, to vendor's client`,
      value: rssOf(name) / rssOf(vendor),
      goal: 0.65,
      stretch: 0.58,
      limit: rssOf(bare) / rssOf(vendor),
      peers: 1,
      ...ratio,
    })),
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
      measure: 'wall per target, the worst to that of 10',
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
    {
      // Ten that are sent are looked at, and so may be the rest of their batch: it is judged at the same time.
      measure: 'asked of the cloud for 990 messages that are refused',
      value: Math.max(0, refused.reads - SENT - LOGINS),
      goal: 5,
      stretch: 0,
      limit: 0,
      digits: 0,
      unit: '',
    },
    {
      measure: 'longest log line, five messages of 1 MB',
      value: large.line_bytes / 1024,
      goal: 256,
      stretch: 8,
      digits: 0,
      unit: ' KB',
    },
    {
      measure: 'memory, five messages of 1 MB',
      value: large.rss_mb,
      goal: 384,
      stretch: 256,
      digits: 0,
      unit: ' MB',
    },
    {
      measure: 'requests to DynamoDB for a question of a person, of 100,000 in the ledger',
      value: Math.max(...questions.flatMap(({ costs }) => costs.map(({ requests }) => requests))),
      goal: 10,
      stretch: 5,
      digits: 0,
      unit: '',
    },
    {
      measure: `peak memory of a survey of ${(surveys[0]?.instances ?? 0).toLocaleString('en')} instances`,
      value: Math.max(...surveys.map(({ rss_mb }) => rss_mb)),
      goal: 200,
      stretch: 120,
      digits: 0,
      unit: ' MB',
    },
    {
      measure: 'rows that a second survey writes',
      value: surveys.find(({ pass }) => pass === 'second')?.changed ?? Number.NaN,
      goal: 0,
      stretch: 0,
      digits: 0,
      unit: '',
    },
    {
      measure: 'CPU of a plan of 10,000 rows',
      value: plan.cpu_ms / 1000,
      goal: 60,
      stretch: 5,
      digits: 1,
      unit: ' s',
    },
    {
      measure: 'peak memory of a plan of 10,000 rows',
      value: plan.rss_mb,
      goal: 256,
      stretch: 160,
      digits: 0,
      unit: ' MB',
    },
    {
      measure: 'CPU of a forecast of 10,000 targets, the slowest',
      value: Math.max(forecast.named_cpu_ms, forecast.own_cpu_ms) / 1000,
      goal: 5,
      stretch: 2.5,
      digits: 1,
      unit: ' s',
    },
    {
      measure: 'capacity units of a step of a rollout of 10,000 targets, against 100',
      value: ticks.at(-1)?.ratio.units ?? Number.NaN,
      goal: 1.1,
      stretch: 1,
      digits: 2,
      unit: '',
    },
    {
      measure: 'wall of a step of a rollout of 10,000 targets, against 100',
      value: ticks.at(-1)?.ratio.ms ?? Number.NaN,
      goal: 1.1,
      stretch: 1,
      digits: 2,
      unit: '',
    },
    {
      measure: 'CPU of a report of 10,000 instances and their proxies, the slowest',
      value: Math.max(...reports.map(({ cpu_ms }) => cpu_ms)) / 1000,
      goal: 2,
      stretch: 1,
      digits: 1,
      unit: ' s',
    },
    {
      measure: 'CPU of a view of 10,000 instances, the slowest median',
      value: Math.max(...pages.map(({ cpu_ms }) => cpu_ms)),
      goal: 30,
      stretch: 20,
      digits: 1,
      unit: ' ms',
    },
    {
      measure: 'size of a view of 10,000 instances, the largest',
      value: Math.max(...pages.map(({ bytes }) => bytes)) / 1024,
      goal: 100,
      stretch: 60,
      digits: 0,
      unit: ' KB',
    },
    {
      measure: 'longest wait beside 20,000 messages of another sender, in a model',
      value: named(fairness, 'as we send')?.longest_s ?? Number.NaN,
      goal: 60,
      stretch: 10,
      digits: 0,
      unit: ' s',
    },
  ];
}
