import { readFileSync } from 'node:fs';
import { readJson as readText } from '../../../shared/values/json/read-json.ts';
import { BadUsage } from '../../command.ts';

/** Reads the intent as written, from the file or the argument. Throws `BadUsage`, which repeats none of its values. */
export function readJson({ file, json }: { file: string | undefined; json: string | undefined }): unknown {
  if ((file === undefined) === (json === undefined)) {
    throw new BadUsage("expected the intent in one of --file intent.json and --json '{…}'");
  }
  const read = readText(json ?? contentOf(file ?? ''));
  if ('value' in read) return read.value;
  const faults = read.faults.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new BadUsage(`${file ?? '--json'}: ${faults.join('; ')}`);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadUsage(`cannot read the intent: ${error instanceof Error ? error.message : String(error)}`);
  }
}
