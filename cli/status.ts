import { readPauses } from '../shared/ledger/pause.ts';
import { loadSettings } from '../shared/settings/settings.ts';
import { redact } from '../shared/values/redact.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { findRequest, findRequests, ledgerOf, NOT_THERE, TOO_LARGE } from './find-requests.ts';
import { exitCodeOf, rowsOf } from './request-rows.ts';
import { readStatusOptions, type StatusOptions } from './status-options.ts';
import { STATUS_USAGE } from './status-usage.ts';
import { print, say } from './streams.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { pauseLines } from './words/pause-lines.ts';
import { recordText } from './words/status-record.ts';
import { requestText } from './words/status-text.ts';

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const options = readStatusOptions(args);
  if (options === 'help') {
    print(STATUS_USAGE);
    return EXIT.done;
  }
  return show(options);
}

async function show({ wanted, narrowed, last, format }: StatusOptions): Promise<number> {
  const ledger = ledgerOf(loadSettings(), 'status');
  const isOne = wanted !== 'all' && 'request_id' in wanted;
  const { requests, complete } = isOne
    ? await findRequest(ledger, wanted.request_id, narrowed)
    : await findRequests(ledger, wanted, narrowed);
  const pauses = await readPauses(ledger.table);
  for (const line of pauses.flatMap(pauseLines)) say(`${line}\n`);
  const now = Date.now();
  const each = requests.slice(0, last).map(({ entry }) => rowsOf(entry, now));
  const rows = each.flat();
  if (format === 'json') print(`${JSON.stringify(redact({ complete, pauses, rows }), null, 2)}\n`);
  else if (format === 'text') print(each.map((some) => requestText(some, now, pauses)).join('\n'));
  else print(recordText(rows, format));
  if (!complete) say(TOO_LARGE);
  if (requests.length === 0) say(isOne ? NOT_THERE : 'The ledger knows nothing of this.\n');
  if (wanted === 'all') return EXIT.done;
  return exitCodeOf(rows);
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
