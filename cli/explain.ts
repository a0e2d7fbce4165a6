import type { Entry } from '../shared/ledger/entry/entry.ts';
import { type Pause, readPauses } from '../shared/ledger/pause.ts';
import { loadSettings } from '../shared/settings/settings.ts';
import { redactText } from '../shared/values/redact.ts';
import { commandLine } from './command-line.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { findRequest, ledgerOf, NOT_THERE, type Request, TOO_LARGE } from './find-requests.ts';
import { missingInParts } from './parts.ts';
import { exitCodeOf, rowsOf } from './request-rows.ts';
import { utc } from './span.ts';
import { print, say } from './streams.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { timelineOf } from './timeline.ts';
import { whatNow } from './what-now.ts';
import { oneLine } from './words/one-line.ts';

const USAGE = `npm run explain -- <request_id> [options]

Tells what happened to one request in the order of time: who asked, what was sent, the cloud's own words, why it was or was
not sent again, how its jobs ended, and what to do now. Reads the ledger only; times are UTC.

  --operation <name>  of this operation
  --project <id>      of this project
  --help              this text

Environment: LEDGER_TABLE, AWS_REGION and AWS credentials that may read the table (dynamodb:Scan, dynamodb:GetItem).

Exit codes: as those of status.
`;

const line = commandLine('explain');

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const { values, positionals } = line.parse(args, {
    operation: { type: 'string' },
    project: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) {
    print(USAGE);
    return EXIT.done;
  }
  const [request_id, narrowed] = [line.request(positionals), line.narrowed(values)];
  const ledger = ledgerOf(loadSettings(), 'explain');
  const { requests, complete } = await findRequest(ledger, request_id, narrowed);
  const pauses = await readPauses(ledger.table);
  const now = Date.now();
  if (!complete) say(TOO_LARGE);
  if (requests.length === 0) say(NOT_THERE);
  const entries = requests.map(({ entry }) => entry);
  const missing = (entry: Entry) => (complete ? missingInParts(entry, entries) : []);
  print(requests.map((request) => storyOf(request, now, pauses, missing(request.entry))).join('\n'));
  return exitCodeOf(requests.flatMap(({ entry }) => rowsOf(entry, now)));
}

function storyOf(
  request: Request,
  now: number,
  pauses: readonly Pause[],
  missing: readonly string[],
): string {
  const { request_id, operation, region, project_id } = request.entry;
  return [
    `${request_id}  ${operation} in ${region}, project ${project_id}`,
    '',
    ...timelineOf(request).flatMap(({ at, lines }) =>
      lines.map((text, index) => `${(index === 0 ? utc(at) : '').padEnd(20)}  ${text}`),
    ),
    '',
    'What to do now',
    ...whatNow(request, now, pauses, missing).map((text) => `  ${text}`),
    '',
  ]
    .map((text) => oneLine(redactText(text)))
    .join('\n');
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
