import { CONSOLE } from '../console.ts';
import { graph, ours, table, type Widget } from '../widgets.ts';

/** Rows about who is told: chats, change desks, and visitors of the console where it is hosted. */
export const peopleRows = (stage: string, hosted: boolean): (readonly Widget[])[] => [
  [
    graph('Chats: messages that channels took, and failures', [
      ours('told', 'tell-chat', 'told'),
      ours('failed', 'tell-chat', 'failed'),
    ]),
    table(
      'What channels did not take, and why',
      ['tell-chat'],
      stage,
      'filter failed > 0 | display @timestamp, event, about, channels.0.channel, channels.0.is, channels.0.why | sort @timestamp desc | limit 20',
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
];

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
