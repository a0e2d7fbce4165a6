import type { Operation } from '../../shared/terms/operation.ts';
import { functionNames, queued } from './functions.ts';
import { METRICS, type MetricName, NAMESPACE } from './metrics.ts';

const WIDTH = 24;
const HEIGHT = 6;

interface Widget {
  readonly type: 'text' | 'metric' | 'log';
  readonly height: number;
  readonly properties: object;
}

type Line = readonly unknown[];

const text = (markdown: string, height = 2): Widget => ({ type: 'text', height, properties: { markdown } });

const graph = (title: string, metrics: readonly Line[], more: object = {}): Widget => ({
  type: 'metric',
  height: HEIGHT,
  properties: {
    title,
    metrics,
    region: '${AWS::Region}',
    view: 'timeSeries',
    stat: 'Sum',
    period: 300,
    ...more,
  },
});

const table = (title: string, names: readonly string[], stage: string, query: string): Widget => ({
  type: 'log',
  height: HEIGHT,
  properties: {
    title,
    region: '${AWS::Region}',
    view: 'table',
    query: `${names.map((name) => `SOURCE '/aws/lambda/db-upkeep-${stage}-${name}'`).join(' | ')} | ${query}`,
  },
});

const ours = (name: MetricName, operation: string, label: string): Line => [
  NAMESPACE,
  name,
  'operation',
  operation,
  { label, stat: METRICS[name].statistic },
];

const OUTCOMES: readonly (readonly [MetricName, string])[] = [
  ['targets_accepted', 'accepted'],
  ['targets_already_done', 'already done'],
  ['targets_rejected', 'refused'],
  ['targets_unknown', 'unknown'],
  ['targets_not_sent', 'not sent'],
];
const ENDS: readonly (readonly [MetricName, string])[] = [
  ['jobs_succeeded', 'succeeded'],
  ['jobs_failed', 'failed'],
  ['jobs_canceled', 'cancelled'],
  ['jobs_timed_out', 'timed out'],
  ['jobs_completed_unchanged', 'changed nothing'],
  ['jobs_completed_unproven', 'not proven'],
];

const rowOf = (name: string, stage: string): Widget[] => [
  graph(
    `${name}: what became of each target`,
    OUTCOMES.map(([metric, label]) => ours(metric, name, label)),
    { stacked: true },
  ),
  graph(
    `${name}: how jobs ended`,
    ENDS.map(([metric, label]) => ours(metric, name, label)),
    { stacked: true },
  ),
  graph(`${name}: how long jobs took`, [ours('job_duration_ms', name, 'average, ms')]),
  graph(
    `${name}: messages`,
    [
      [
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        'QueueName',
        `db-upkeep-${stage}-${name}`,
        { label: 'to do' },
      ],
      [
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        'QueueName',
        `db-upkeep-${stage}-${name}-dead`,
        { label: 'for a person' },
      ],
    ],
    { stat: 'Maximum' },
  ),
];

function rows(catalog: readonly Operation[], stage: string): (readonly Widget[])[] {
  const operations = catalog.map(({ name }) => name);
  const functions = functionNames(catalog);
  const lambda = (metric: string, stat: string): Line[] =>
    functions.map((name) => [
      'AWS/Lambda',
      metric,
      'FunctionName',
      `db-upkeep-${stage}-${name}`,
      { label: name, stat },
    ]);
  return [
    [
      text(
        `# Database upkeep, ${stage}\nA row an operation: what the cloud said to each target, how the jobs ended that it started, how long they took, ` +
          'and what waits. *Unknown* and *for a person* should be zero. Below: what is waiting and why, what the cloud refuses, what costs money.',
        3,
      ),
    ],
    ...operations.map((name) => rowOf(name, stage)),
    [
      graph('Due in the ledger, and how late', [
        ours('due', 'sweep', 'due'),
        [
          ...ours('overdue_ms', 'sweep', 'oldest, ms late').slice(0, -1),
          { label: 'oldest, ms late', stat: 'Maximum', yAxis: 'right' },
        ],
      ]),
      table(
        'Waiting, and for what (each line one try)',
        operations,
        stage,
        'filter status = "held" | stats count(*) as tries, latest(next_try) as next by operation, reason | sort tries desc | limit 20',
      ),
      table(
        'What the cloud refuses, by code (of the first target)',
        operations,
        stage,
        'filter ispresent(outcomes.0.code) | stats count(*) as lines by operation, outcomes.0.code as code | sort lines desc | limit 20',
      ),
    ],
    [
      graph('Lambda: runs', lambda('Invocations', 'Sum')),
      graph('Lambda: milliseconds billed, roughly', lambda('Duration', 'Sum')),
      graph('Ledger: units read and written', [
        [
          'AWS/DynamoDB',
          'ConsumedReadCapacityUnits',
          'TableName',
          `db-upkeep-${stage}-ledger`,
          { label: 'read' },
        ],
        [
          'AWS/DynamoDB',
          'ConsumedWriteCapacityUnits',
          'TableName',
          `db-upkeep-${stage}-ledger`,
          { label: 'written' },
        ],
      ]),
      graph(
        'Queues: messages sent',
        queued(catalog).map((name) => [
          'AWS/SQS',
          'NumberOfMessagesSent',
          'QueueName',
          `db-upkeep-${stage}-${name}`,
          { label: name },
        ]),
      ),
    ],
  ];
}

/** The widgets of each row beside each other, the rows below each other. */
function placed(all: readonly (readonly Widget[])[]): object[] {
  let y = 0;
  return all.flatMap((row) => {
    const top = y;
    y += Math.max(...row.map(({ height }) => height));
    const width = Math.floor(WIDTH / row.length);
    return row.map((widget, index) => ({ ...widget, x: index * width, y: top, width }));
  });
}

/** The dashboard of a stage, a row for every operation of the catalogue. */
export const dashboardResources = (catalog: readonly Operation[], stage: string): Record<string, object> => ({
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: `db-upkeep-${stage}`,
      DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: placed(rows(catalog, stage)) }) },
    },
  },
});
