import { isUnwell, latestOfEach, rankOf, toldOnce } from '../../../shared/desk/overview.ts';
import { findRequests, type Wanted } from '../../../shared/desk/requests.ts';
import { rowsOf } from '../../../shared/desk/standing.ts';
import { readPauses } from '../../../shared/ledger/pause.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { redact } from '../../../shared/values/redact.ts';
import { defineCommand } from '../../command.ts';
import { EXIT, exitCodeOf } from '../../exit-code.ts';
import { databaseId, narrowing, ofStage, tableOutput, timeAgo, wholeNumber } from '../../reads.ts';
import { scannedText, TOO_LARGE } from '../../words/ledger-text.ts';
import { pauseLines } from '../../words/pause-lines.ts';
import { recordText } from '../../words/status-record.ts';
import { overviewText } from '../../words/status-text.ts';
import { amongAsked, notThere, requestCalled, STANDING_EXITS } from './one-request.ts';

// So many are read with ten requests to DynamoDB.
const MOST = 700;

export const status = defineCommand({
  name: 'status',
  says: "Tells what the ledger knows of requests: where each target stands, its job with the cloud's own word and progress, and how it ended. Reads only; the cloud is not asked. It takes one of a request_id, --target and --change, or what was asked for last; of many targets it tells the totals first, and what went wrong before the rest.",
  words: {
    request_id: {
      takes: '<request_id>',
      says: 'one request, with the parts it was sent on in',
      optional: true,
    },
  },
  options: {
    target: { takes: '<id>', says: 'the requests for an instance or proxy', read: databaseId },
    change: { takes: '<change_id>', says: 'the requests of a change_id' },
    last: { takes: '<n>', says: `the latest n requests, at most ${MOST}`, read: wholeNumber(1, MOST) },
    since: {
      takes: '<time>',
      says: 'only what was asked for since, as PT12H (ago) or 2026-11-01T08:00:00Z',
      read: timeAgo,
    },
    failed: { says: 'only requests of which something failed, was refused or called off, or is unknown' },
    ...narrowing,
    output: {
      ...tableOutput,
      says: "text for a person (default); md or csv for a change record, a line per target, with versions before and after and the cloud's request ids; json the same for programs, as one object",
    },
    ...ofStage,
  },
  renamed: { format: 'output' },
  needs: ['LEDGER_TABLE'],
  reads:
    'AWS_REGION and AWS credentials that may read the table and its indexes (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query; dynamodb:Scan for what older versions wrote).',
  more: 'Without a request_id, --target or --change it exits with 0 once the list is read.',
  exits: STANDING_EXITS,
  async run({ last, since, failed, output = 'text', ...asked }, { terminal, readSettings, misused, here }) {
    const { print, tell, say } = terminal;
    const named = namedBy(asked);
    if (named === 'several' || (!named && !last && since === undefined && !failed)) {
      throw misused(
        'expected one of <request_id>, --target <id> and --change <change_id>, or --last <n>, --since <time> or --failed',
      );
    }
    const settings = await readSettings(asked);
    const ledger = openLedger(settings.LEDGER_TABLE);
    const among = { ...amongAsked(asked, settings), ...(named ? {} : { most: MOST }) };
    const wanted = named ?? { since: since ?? 0, ...(failed && ({ unwell: true } as const)) };
    const { requests, ...found } =
      'request_id' in wanted
        ? await requestCalled(ledger, wanted.request_id, among)
        : await findRequests(ledger, wanted, {
            ...among,
            ...(last && !failed && { most: Math.min(MOST, 2 * last) }),
          });
    const pauses = await readPauses(ledger.table);
    for (const line of pauses.flatMap((one) => pauseLines(one, here))) say(`${line}\n`);
    const now = Date.now();
    const all = requests.map(({ entry }) => rowsOf(entry, now));
    const once = new Set(toldOnce(all.flat()));
    const each = all
      .map((rows) => rows.filter((row) => once.has(row)))
      .filter((rows) => rows.length > 0 && (!failed || isUnwell(rows)))
      .filter(([row]) => since === undefined || Date.parse(row?.asked_at ?? '') >= since)
      .slice(0, last);
    if (named) each.sort((one, other) => rankOf(one) - rankOf(other));
    const rows = each.flat();
    const complete = found.complete || (last !== undefined && each.length === last);
    if (output === 'json') print(`${JSON.stringify(redact({ complete, pauses, rows }), null, 2)}\n`);
    else if (output === 'text') tell(overviewText(each, now, pauses, here));
    else print(recordText('change_id' in wanted ? latestOfEach(rows) : rows, output));
    if (!complete) say(TOO_LARGE);
    if (found.scanned > 0) say(scannedText(found.scanned));
    if (requests.length === 0) {
      say(
        'request_id' in wanted
          ? await notThere(ledger, wanted.request_id, among, here)
          : 'The ledger knows nothing of this.\n',
      );
    }
    return named ? exitCodeOf(rows) : EXIT.done;
  },
});

interface Asked {
  readonly request_id: string | undefined;
  readonly target: string | undefined;
  readonly change: string | undefined;
}

/** The requests that are named; undefined where none are. */
function namedBy({ request_id, target, change: change_id }: Asked): Wanted | 'several' | undefined {
  const said = [request_id, target, change_id].filter((value) => value !== undefined);
  if (said.length > 1) return 'several';
  if (request_id !== undefined) return { request_id };
  if (target !== undefined) return { target };
  return change_id === undefined ? undefined : { change_id };
}
