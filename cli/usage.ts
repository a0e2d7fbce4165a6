import { catalog } from '../functions/catalog.ts';
import { parseInstant } from '../shared/values/time/instant.ts';
import { firstExample } from './first-example.ts';

const TEXT = `npm run invoke -- <operation> (--file intent.json | --json '{…}') [options]

Sends one operation to the cloud by hand, with the credentials and the region of the HW_… environment. Shows the targets and
what stands in the way of them, and asks; it does not ask when nothing would be sent.

  --file <path>       the intent, JSON, from a file
  --json <text>       the intent, JSON, as an argument
  --dry-run           print each call, send nothing; it looks at the instances first, so needs credentials,
                      and exits as sending it now would, as far as that shows without the ledger
  --yes               do not ask for confirmation, nor look at the targets for it; needed where no terminal is
                      on the standard input
  --output text|json  the report for a person (default) or as one JSON object; npm run --silent keeps npm's own lines out
  --rehearsal         against a stand-in cloud that holds the databases of the vendor's examples, at no risk
  --help              this text

Exit codes: 0 all accepted or already done, 1 refused, forbidden, partial or expired, 2 unknown, 3 held,
64 bad input or not confirmed (nothing was sent), 69 credentials or endpoint.
`;

/** The text of `--help`: usage, exit codes, and one example per operation, taken from the vendor's page. */
export async function usage(): Promise<string> {
  const examples = await Promise.all(
    catalog.map(async ({ name, effect }) => {
      const { intent } = await firstExample(name);
      return `${name}: ${effect}\n  npm run invoke -- ${name} --rehearsal --json '${JSON.stringify(timely(intent))}'\n`;
    }),
  );
  return `${TEXT}\n${examples.join('\n')}`;
}

/** The page's points in time are past by now. */
const timely = (intent: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(intent).map(([name, value]) => [
      name,
      typeof value === 'string' && parseInstant(value) ? 'PT2H' : value,
    ]),
  );
