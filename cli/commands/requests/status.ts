import { findRequests, type Wanted } from '../../../shared/desk/requests.ts';
import { rowsOf } from '../../../shared/desk/standing.ts';
import { readPauses } from '../../../shared/ledger/pause.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { redact } from '../../../shared/values/redact.ts';
import { defineCommand } from '../../command.ts';
import { EXIT, exitCodeOf } from '../../exit-code.ts';
import { databaseId, narrowing, ofStage, tableOutput, wholeNumber } from '../../reads.ts';
import { TOO_LARGE } from '../../words/ledger-text.ts';
import { pauseLines } from '../../words/pause-lines.ts';
import { recordText } from '../../words/status-record.ts';
import { requestText } from '../../words/status-text.ts';
import { amongAsked, notThere, requestCalled, STANDING_EXITS } from './one-request.ts';

const MOST = 1000;

export const status = defineCommand({
  name: 'status',
  says: "Tells what the ledger knows of requests: where each target stands, its job with the cloud's own word and progress, and how it ended. Reads only; the cloud is not asked. It takes one of a request_id, --last, --target and --change.",
  words: {
    request_id: {
      takes: '<request_id>',
      says: 'one request, with the parts it was sent on in',
      optional: true,
    },
  },
  options: {
    last: { takes: '<n>', says: 'the latest n requests', read: wholeNumber(1, MOST) },
    target: { takes: '<id>', says: 'the requests for an instance or proxy', read: databaseId },
    change: { takes: '<change_id>', says: 'the requests of a change_id' },
    ...narrowing,
    output: {
      ...tableOutput,
      says: "text for a person (default); md or csv for a change record, a line per target, with versions before and after and the cloud's request ids; json the same for programs, as one object",
    },
    ...ofStage,
  },
  renamed: { format: 'output' },
  needs: ['LEDGER_TABLE'],
  reads: 'AWS_REGION and AWS credentials that may read the table (dynamodb:Scan, dynamodb:GetItem).',
  more: '--last exits with 0 once the list is read.',
  exits: STANDING_EXITS,
  async run({ last, output = 'text', ...asked }, { terminal, readSettings, misused, here }) {
    const { print, tell, say } = terminal;
    const wanted = wantedBy({ last, ...asked });
    if (wanted === undefined) {
      throw misused('expected one of <request_id>, --last <n>, --target <id> and --change <change_id>');
    }
    const ledger = openLedger((await readSettings(asked)).LEDGER_TABLE);
    const among = amongAsked(asked);
    const isOne = wanted !== 'all' && 'request_id' in wanted;
    const { requests, complete } = isOne
      ? await requestCalled(ledger, wanted.request_id, among)
      : await findRequests(ledger, wanted, among);
    const pauses = await readPauses(ledger.table);
    for (const line of pauses.flatMap((one) => pauseLines(one, here))) say(`${line}\n`);
    const now = Date.now();
    const each = requests.slice(0, last ?? MOST).map(({ entry }) => rowsOf(entry, now));
    const rows = each.flat();
    if (output === 'json') print(`${JSON.stringify(redact({ complete, pauses, rows }), null, 2)}\n`);
    else if (output === 'text') tell(each.map((some) => requestText(some, now, pauses, here)).join('\n'));
    else print(recordText(rows, output));
    if (!complete) say(TOO_LARGE);
    if (requests.length === 0) {
      say(
        isOne
          ? await notThere(ledger, wanted.request_id, among, here)
          : 'The ledger knows nothing of this.\n',
      );
    }
    return wanted === 'all' ? EXIT.done : exitCodeOf(rows);
  },
});

interface Asked {
  readonly request_id: string | undefined;
  readonly last: number | undefined;
  readonly target: string | undefined;
  readonly change: string | undefined;
}

/** What was asked for; undefined unless it is exactly one thing. */
function wantedBy({ request_id, last, target, change: change_id }: Asked): Wanted | undefined {
  const said = [request_id, last, target, change_id].filter((value) => value !== undefined);
  if (said.length !== 1) return undefined;
  if (request_id !== undefined) return { request_id };
  if (target !== undefined) return { target };
  return change_id === undefined ? 'all' : { change_id };
}
