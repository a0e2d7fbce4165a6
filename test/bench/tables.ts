import { type Goal, goalsOf, verdictOf } from './goals.ts';
import type { Results } from './results.ts';

/** A titled table, head first. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

const number = (value: number | undefined, digits: number, unit = ''): string =>
  value === undefined || Number.isNaN(value) ? '–' : `${value.toFixed(digits)}${unit}`;

/** Everything measured, as tables for people. */
export function tablesOf(results: Results): Table[] {
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
  return [
    {
      title: 'Goals',
      rows: [
        ['measure', 'measured', 'goal', 'stretch', 'limit', 'peers', ''],
        ...goalsOf(results).map(goalRow),
      ],
    },
    {
      title: 'Cold: process start to first result',
      rows: [
        ['case', 'wall', 'ratio', 'CPU', 'ratio', 'memory'],
        ...cold.map(({ name, ms, ratio, cpu_ms, cpu_ratio, rss_mb }) => [
          name,
          number(ms, 0, ' ms'),
          number(ratio, 2),
          number(cpu_ms, 0, ' ms'),
          number(cpu_ratio, 2),
          number(rss_mb, 0, ' MB'),
        ]),
      ],
    },
    {
      title: 'Warm: one invocation, one call',
      rows: [
        ['case', 'wall', 'ratio', 'CPU', 'ratio'],
        ...warm.map(({ name, ms, ratio, cpu_ms, cpu_ratio }) => [
          name,
          number(ms * 1000, 0, ' µs'),
          number(ratio, 2),
          number(cpu_ms * 1000, 0, ' µs'),
          number(cpu_ratio, 2),
        ]),
      ],
    },
    {
      title: 'The pipeline alone, no network',
      rows: [
        ['case', 'per intent', 'ratio'],
        ...pure.map(({ name, us, ratio }) => [name, number(us, 0, ' µs'), number(ratio, 1)]),
      ],
    },
    {
      title: 'Queue drain: 100 in flight, cloud latency 50 ms, one process',
      rows: [
        ['case', 'messages', 'of ideal'],
        ...drain.map(({ name, per_second, share }) => [name, number(per_second, 0, '/s'), number(share, 2)]),
      ],
    },
    {
      title: `Fan-out: one intent for ${fanOut.instances} GeminiDB instances of three engines`,
      rows: [
        ['least calls', 'messages', 'submissions', 'tokens'],
        [fanOut.least, fanOut.messages, fanOut.submissions, fanOut.tokens].map(String),
      ],
    },
    {
      title: 'Growth: one message per target, full stack, warm',
      rows: [
        ['targets', 'wall per target', 'ratio', 'ledger writes per target'],
        ...growth.map(({ targets, us_per_target, ratio, writes_per_target }) => [
          String(targets),
          number(us_per_target, 0, ' µs'),
          number(ratio, 2),
          number(writes_per_target, 2),
        ]),
      ],
    },
    {
      title: 'Refused: a rule of ten targets an hour, full stack',
      rows: [
        ['messages', 'refused', 'asked of the cloud besides the submissions'],
        [refused.messages, refused.refused, refused.reads].map(String),
      ],
    },
    {
      title: 'Large: a batch of five messages of unknown keys',
      rows: [
        ['one message', 'longest log line', 'memory'],
        [
          number(large.message_bytes / 1024, 0, ' KB'),
          number(large.line_bytes / 1024, 0, ' KB'),
          number(large.rss_mb, 0, ' MB'),
        ],
      ],
    },
    {
      title: 'Fairness, in a model of the queue: 20,000 messages of one sender, one a minute of another',
      rows: [
        ['message group', 'the other waits at most', 'more than an hour', 'the first waits at most'],
        ...fairness.map(({ name, longest_s, expired, of, noisy_min }) => [
          name,
          number(longest_s, 0, ' s'),
          `${expired} of ${of}`,
          number(noisy_min, 0, ' min'),
        ]),
      ],
    },
    {
      title: 'A question of a person: requests to DynamoDB, and time',
      rows: [
        ['command', ...(questions[0]?.costs ?? []).map(({ entries }) => `of ${entries} requests`)],
        ...questions.map(({ name, costs }) => [
          name,
          ...costs.map(({ requests, ms }) => `${requests}, ${number(ms, 0, ' ms')}`),
        ]),
      ],
    },
    {
      title: `A survey of ${surveys[0]?.instances ?? 0} instances and their proxies, the second with nothing changed`,
      rows: [
        ['pass', 'met', 'reads of the cloud', 'rows written', 'wall', 'CPU', 'peak memory'],
        ...surveys.map(({ pass, met, reads, changed, ms, cpu_ms, rss_mb }) => [
          pass,
          String(met),
          String(reads),
          String(changed),
          number(ms / 1000, 0, ' s'),
          number(cpu_ms / 1000, 0, ' s'),
          number(rss_mb, 0, ' MB'),
        ]),
      ],
    },
    {
      title: `A plan of ${plan.rows} rows of a survey, page by page, without the table`,
      rows: [
        ['targets', 'left out', 'wall', 'CPU', 'peak memory'],
        [
          String(plan.targets),
          String(plan.left_out),
          number(plan.ms, 0, ' ms'),
          number(plan.cpu_ms, 0, ' ms'),
          number(plan.rss_mb, 0, ' MB'),
        ],
      ],
    },
    {
      title: `A forecast of ${forecast.targets} targets, of which most are left when their plan is no longer good`,
      rows: [
        ['CPU, in windows of a calendar', 'CPU, in their own', 'peak memory'],
        [
          number(forecast.named_cpu_ms, 0, ' ms'),
          number(forecast.own_cpu_ms, 0, ' ms'),
          number(forecast.rss_mb, 0, ' MB'),
        ],
      ],
    },
    {
      title: 'A step of a rollout in which one of eight at work has ended and the next starts',
      rows: [
        ['targets', 'capacity units', 'wall', 'units', 'wall against the smallest'],
        ...ticks.map(({ targets, units, ms, ratio }) => [
          String(targets),
          number(units, 1, ''),
          number(ms, 1, ' ms'),
          number(ratio.units, 2, ''),
          number(ratio.ms, 2, ''),
        ]),
      ],
    },
    {
      title: `A report of ${reports[0]?.rows ?? 0} rows by two fleets: requests to DynamoDB, time and size`,
      rows: [
        ['written as', 'requests', 'wall', 'CPU', 'size'],
        ...reports.map(({ output, requests, ms, cpu_ms, bytes }) => [
          output,
          String(requests),
          number(ms, 0, ' ms'),
          number(cpu_ms, 0, ' ms'),
          number(bytes / 1024, 0, ' KB'),
        ]),
      ],
    },
    {
      title:
        'A view of the console: 10,000 instances and their proxies, a rollout of 10,000 targets with 200 at work, 36 windows',
      rows: [
        ['view', 'CPU, median', 'size'],
        ...pages.map(({ name, cpu_ms, bytes }) => [
          name,
          number(cpu_ms, 1, ' ms'),
          number(bytes / 1024, 0, ' KB'),
        ]),
      ],
    },
    {
      title: 'File loaded first, minified',
      rows: [['function', 'size'], ...sizes.map(({ name, bytes }) => [name, number(bytes / 1024, 0, ' KB')])],
    },
  ];
}

function goalRow(goal: Goal): string[] {
  const { measure, value, digits, unit, least, limit, peers } = goal;
  const show = (one: number | undefined) => number(one, digits, unit);
  const bound = least ? '≥' : '≤';
  return [
    measure,
    show(value),
    `${bound} ${show(goal.goal)}`,
    `${bound} ${show(goal.stretch)}`,
    show(limit),
    show(peers),
    verdictOf(goal),
  ];
}
