import { graph, ours, table, type Widget } from '../widgets.ts';

/** Rows about what surveys know, and about rollouts. */
export const fleetRows = (stage: string): (readonly Widget[])[] => [
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
];
