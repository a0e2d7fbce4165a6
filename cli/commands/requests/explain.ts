import { missingInParts } from '../../../shared/desk/parts.ts';
import type { Request } from '../../../shared/desk/requests.ts';
import { rowsOf } from '../../../shared/desk/standing.ts';
import { timelineOf } from '../../../shared/desk/timeline.ts';
import { type Advised, whatNow } from '../../../shared/desk/what-now.ts';
import { readPauses } from '../../../shared/ledger/pause.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { redactText } from '../../../shared/values/redact.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import type { Here } from '../../../shared/words/command-text.ts';
import { oneLine } from '../../../shared/words/one-line.ts';
import { defineCommand } from '../../command.ts';
import { exitCodeOf } from '../../exit-code.ts';
import { narrowing, ofStage, tableOutput } from '../../reads.ts';
import { releaseText } from '../../release-text.ts';
import { TOO_LARGE } from '../../words/ledger-text.ts';
import { storyJson, storyRows } from '../../words/story-record.ts';
import { csvText, markdownText } from '../../words/table-text.ts';
import { whatNowLines } from '../../words/what-now-lines.ts';
import { amongAsked, notThere, oneRequest, requestCalled, STANDING_EXITS } from './one-request.ts';

export const explain = defineCommand({
  name: 'explain',
  says: "Tells what happened to one request in the order of time: who asked, what was sent, the cloud's own words, why it was or was not sent again, how its jobs ended, and what to do now. Reads the ledger only; times are UTC.",
  words: { request_id: oneRequest },
  options: { ...narrowing, output: tableOutput, ...ofStage },
  needs: ['LEDGER_TABLE'],
  reads:
    'AWS_REGION and AWS credentials that may read the table and its indexes (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query; dynamodb:Scan for what older versions wrote).',
  exits: STANDING_EXITS,
  async run({ request_id, output = 'text', ...asked }, { terminal, readSettings, here }) {
    const { print, tell, say } = terminal;
    const settings = await readSettings(asked);
    const ledger = openLedger(settings.LEDGER_TABLE);
    const among = amongAsked(asked, settings);
    const { requests, complete } = await requestCalled(ledger, request_id, among);
    const pauses = await readPauses(ledger.table);
    const now = Date.now();
    if (!complete) say(TOO_LARGE);
    if (requests.length === 0) say(await notThere(ledger, request_id, among, here));
    const entries = requests.map(({ entry }) => entry);
    const adviceFor = (request: Request) =>
      whatNow(request, now, pauses, complete ? missingInParts(request.entry, entries) : []);
    if (output === 'text') {
      tell(requests.map((request) => storyOf(request, adviceFor(request), here)).join('\n'));
      tell(await releaseText(request_id, settings, now));
    } else if (output === 'json') print(storyJson(requests, complete, adviceFor));
    else print((output === 'csv' ? csvText : markdownText)(storyRows(requests)));
    return exitCodeOf(entries.flatMap((entry) => rowsOf(entry, now)));
  },
});

function storyOf(request: Request, advised: readonly Advised[], here: Here): string {
  const { request_id, operation, region, project_id } = request.entry;
  return [
    `${request_id}  ${operation} in ${region}, project ${project_id}`,
    '',
    ...timelineOf(request).flatMap(({ at, lines }) =>
      lines.map((text, index) => `${(index === 0 ? utc(at) : '').padEnd(20)}  ${text}`),
    ),
    '',
    'What to do now',
    ...whatNowLines(advised, here).map((text) => `  ${text}`),
    '',
  ]
    .map((text) => oneLine(redactText(text)))
    .join('\n');
}
