import type { Operation } from '../../shared/terms/operation.ts';
import { CONSOLE } from './console.ts';
import { functionNames, queued } from './functions.ts';
import type { MetricName } from './metrics.ts';
import { graph, type Line, ours, placed, table, text, units, type Widget } from './widgets.ts';

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

function rows(catalog: readonly Operation[], stage: string, hosted: boolean): (readonly Widget[])[] {
  const operations = catalog.map(({ name }) => name);
  const functions = [...functionNames(catalog), ...(hosted ? [CONSOLE] : [])];
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
      graph('Survey: the oldest, and for how long one has been stuck', [
        ours('age_ms', 'survey-fleet', 'oldest, ms'),
        ours('stuck_ms', 'survey-fleet', 'stuck, ms'),
      ]),
      graph('Survey: reads of the cloud, and rows that changed', [
        ours('reads', 'survey-fleet', 'reads'),
        ours('changed', 'survey-fleet', 'rows changed'),
      ]),
      table(
        'What a survey cannot read',
        ['survey-fleet'],
        stage,
        'filter ispresent(stuck.0) | stats latest(@timestamp) as last, count(*) as runs by stuck.0 as first, stuck.1 as second | sort last desc | limit 20',
      ),
    ],
    [
      graph('Rollouts: releases sent, and how many are halted', [
        ours('sent', 'steer-rollouts', 'sent'),
        ours('halted', 'steer-rollouts', 'halted'),
      ]),
      graph('Rollouts: how late the next step is', [ours('overdue_ms', 'steer-rollouts', 'oldest, ms late')]),
      table(
        'What people decided, and what came of it',
        ['decide-rollouts'],
        stage,
        'filter ispresent(verb) | display @timestamp, verb, rollout, fleet, by, status, reason, because | sort @timestamp desc | limit 20',
      ),
    ],
    [
      graph('Chats: messages that channels took, and failures', [
        ours('told', 'tell-chat', 'told'),
        ours('failed', 'tell-chat', 'failed'),
      ]),
      table(
        'What channels did not take, and why',
        ['tell-chat'],
        stage,
        'filter failed > 0 | display @timestamp, event, rollout, channels.0.channel, channels.0.is, channels.0.why | sort @timestamp desc | limit 20',
      ),
    ],
    ...(hosted ? [consoleRow(stage)] : []),
    [
      graph('Change desks: questions about requests', [
        ours('answered', 'show-request', 'answered'),
        ours('refused', 'show-request', 'without a valid signature'),
      ]),
      graph('Change desks: outcomes that they took, and failures', [
        ours('told', 'tell-desk', 'told'),
        ours('failed', 'tell-desk', 'failed'),
      ]),
      graph('Change desks: decisions about rollouts', [
        ours('answered', 'receive-decision', 'queued'),
        ours('refused', 'receive-decision', 'without a valid signature, or a rule'),
      ]),
      table(
        'What change desks were refused, and why',
        ['receive-decision', 'show-request'],
        stage,
        'filter http >= 400 | display @timestamp, operation, sender, request_id, http, reason | sort @timestamp desc | limit 20',
      ),
    ],
    [
      graph('Lambda: runs', lambda('Invocations', 'Sum')),
      graph('Lambda: milliseconds billed, roughly', lambda('Duration', 'Sum')),
      graph(
        'Ledger and fleets: units read and written',
        ['ledger', 'fleet'].flatMap((table) => [
          units('Read', stage, table, `${table}, read`),
          units('Write', stage, table, `${table}, written`),
        ]),
      ),
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

const consoleRow = (stage: string): Widget[] => [
  graph('Console: pages', [
    ours('shown', CONSOLE, 'shown'),
    ours('refused', CONSOLE, 'nobody vouches for'),
    ours('failed', CONSOLE, 'failed'),
  ]),
  table(
    'Who was shown pages, by subject',
    [CONSOLE],
    stage,
    'filter shown > 0 | stats count(*) as pages, latest(@timestamp) as last by by | sort pages desc | limit 20',
  ),
  table(
    'What was not shown, and why',
    [CONSOLE],
    stage,
    'filter status >= 400 | display @timestamp, status, path, reason | sort @timestamp desc | limit 20',
  ),
];

/** The dashboard of a stage, a row for every operation of the catalogue. */
export const dashboardResources = (
  catalog: readonly Operation[],
  stage: string,
  { hosted }: { readonly hosted: boolean },
): Record<string, object> => ({
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: `db-upkeep-${stage}`,
      DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: placed(rows(catalog, stage, hosted)) }) },
    },
  },
});
