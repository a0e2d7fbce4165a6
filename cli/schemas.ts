import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { catalog } from '../functions/catalog.ts';
import { schemaFiles } from '../infra/schemas/files.ts';
import { commandLine } from './command-line.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { print } from './streams.ts';

const USAGE = `npm run schemas

Writes schemas/ anew from the code: JSON Schema of every intent, of the report, the events and the schedules, and OpenAPI of the
webhook. It takes no arguments.

  --help              this text

Exit codes: 0 written, 64 bad usage.
`;

const FOLDER = new URL('../schemas/', import.meta.url);
const line = commandLine('schemas');

function main(args: readonly string[]): number {
  const { values, positionals } = line.parse(args, {
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) {
    print(USAGE);
    return EXIT.done;
  }
  if (positionals.length > 0) throw line.wrong(`expected no word, got ${JSON.stringify(positionals[0])}`);
  // Anew, so that no file of an operation that is gone stays behind.
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  for (const { name, text } of schemaFiles(catalog)) {
    writeFileSync(new URL(name, FOLDER), text);
    print(`schemas/${name}\n`);
  }
  return EXIT.done;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.exitCode = explainError(error);
}
