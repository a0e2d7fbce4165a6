import type { InboxKind } from '../../../shared/desk/inbox.ts';
import { DAY } from '../../../shared/values/time/units.ts';
import { defineCommand } from '../../command.ts';
import { EXIT, type ExitCode, worstOf } from '../../exit-code.ts';
import { ofStage, pageOutput, timeAgo } from '../../reads.ts';
import { inboxCsv, inboxJson, inboxMarkdown } from '../../words/inbox-record.ts';
import { inboxText } from '../../words/inbox-text.ts';
import { readInbox } from './read-inbox.ts';

const USUAL_SINCE = 14 * DAY;

export const inbox = defineCommand({
  name: 'inbox',
  says: 'Tells what waits for a person, over all operations and rollouts, each with the command that settles it: what is unknown, what could not be read, what failed, decisions, dead letters, what is overdue, and what is paused. It reads the tables and the dead-letter queues, removes nothing, and does not ask the cloud.',
  options: {
    since: {
      takes: '<time>',
      says: 'requests that were asked for since, as P3D (ago, default P14D) or 2026-11-01T08:00:00Z',
      read: timeAgo,
    },
    output: pageOutput,
    ...ofStage,
  },
  needs: ['LEDGER_TABLE'],
  reads:
    'FLEET_TABLE and DEAD_LETTER_QUEUE_URL; fleets.yml and calendar.yml of this folder; AWS_REGION and AWS credentials that may read both tables and their indexes (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query; dynamodb:Scan for what older versions wrote) and the dead-letter queues (sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:ChangeMessageVisibility).',
  more: 'A target counts by its latest request: what a later one has done, or is at, is no item any more. What somebody called off is none either, nor what a rollout released and did not send: it or the next plan takes that again. Overdue is only what a fleet of fleets.yml with an `overdue` has. Letters are hidden from others for the moment in which they are read.',
  exits: {
    0: 'nothing waits for anybody, and all of it was read',
    1: 'something failed, is a dead letter or is overdue',
    2: 'something is unknown, or could not be read',
    3: 'only decisions or pauses wait',
    64: 'bad usage',
    69: 'configuration',
  },
  async run({ since, output = 'text', ...asked }, { terminal, readSettings, here }) {
    const settings = await readSettings(asked);
    const now = Date.now();
    const from = since ?? now - USUAL_SINCE;
    const items = await readInbox(settings, { since: from, now }, terminal);
    const read = { items, since: from, now };
    if (output === 'json') terminal.print(inboxJson(read, here));
    else if (output === 'csv') terminal.print(inboxCsv(read, here));
    else if (output === 'md') terminal.print(inboxMarkdown(read, here));
    else if (output === 'html') {
      const { inboxPage } = await import('../../../shared/page/inbox.ts');
      terminal.print(inboxPage(read, here));
    } else terminal.tell(inboxText(read, here));
    return worstOf(items.map(({ kind }) => CODES[kind]));
  },
});

const CODES: Readonly<Record<InboxKind, ExitCode>> = {
  unknown: EXIT.unknown,
  not_read: EXIT.unknown,
  failed: EXIT.refused,
  decision: EXIT.held,
  dead_letters: EXIT.refused,
  overdue: EXIT.refused,
  paused: EXIT.held,
};
