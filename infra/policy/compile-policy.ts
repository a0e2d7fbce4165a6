import { describe } from '../../shared/terms/faults.ts';
import { parseJson } from '../../shared/values/json/parse-json.ts';
import { Undeployable } from '../undeployable.ts';
import type { SourceFile } from '../yaml/yaml-file.ts';
import { type Named, readFile } from './read-file.ts';

/**
 * What `POLICY` will hold: the rules of the files as one JSON document, a later file's rule in place of an earlier one of the
 * same name; nothing without files. Or `given`, if the environment already has it. Throws `Undeployable`, one line
 * a mistake, `file:line: field: what was expected, what came`.
 */
export function compilePolicy(
  files: readonly SourceFile[],
  { given, ...named }: Named & { given?: string | undefined },
): string {
  if (given && files.length > 0) {
    throw new Undeployable('policy', [`POLICY: expected either the variable or ${files[0]?.name}, got both`]);
  }
  if (given && parseJson(given) === undefined)
    throw new Undeployable('policy', [`POLICY: expected JSON, got ${describe(given)}`]);
  // JSON is YAML too.
  const sources = given ? [{ name: 'POLICY', text: given }] : files;
  const read = sources.map((file) => readFile(file, named));
  const mistakes = read.flatMap((one) => one.mistakes);
  if (mistakes.length > 0) throw new Undeployable('policy', mistakes);
  const rules = Object.fromEntries(read.flatMap((one) => one.rules));
  return sources.length > 0 ? JSON.stringify(rules) : '';
}
