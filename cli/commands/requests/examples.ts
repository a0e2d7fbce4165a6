import { catalog } from '../../../functions/catalog.ts';
import type { Example } from '../../../shared/terms/operation.ts';
import { PROGRAM } from '../../../shared/values/program.ts';
import { parseInstant } from '../../../shared/values/time/instant.ts';

/** An example for each operation, taken from the vendor's page, ready to paste. */
export async function examples(): Promise<string> {
  const each = await Promise.all(
    catalog.map(async ({ name, effect }) => {
      const { intent } = await firstExample(name);
      return `${name}: ${effect}\n  ${PROGRAM} invoke ${name} --rehearsal --json '${JSON.stringify(timely(intent))}'\n`;
    }),
  );
  return each.join('\n');
}

/** The first example of an operation's vendor page. */
export async function firstExample(operation: string): Promise<Example> {
  const { examples } = (await import(`../../../functions/${operation}/examples.ts`)) as {
    examples: Example[];
  };
  const [first] = examples;
  if (!first) throw new Error(`functions/${operation}/examples.ts has no example`);
  return first;
}

/** The page's points in time are past by now. */
const timely = (intent: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(intent).map(([name, value]) => [
      name,
      typeof value === 'string' && parseInstant(value) ? 'PT2H' : value,
    ]),
  );
