import type { MetricName } from '../metrics.ts';
import { graph, ours, type Widget } from '../widgets.ts';

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

/** The row of an operation: what became of its targets, how its jobs ended, how long they took, and what waits. */
export const operationRow = (name: string, stage: string): Widget[] => [
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
