import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { catalog } from '../functions/catalog.ts';
import { schemaFiles } from '../infra/schemas/files.ts';
import { print } from './streams.ts';

/** Writes `schemas/` anew, so that no file of an operation that is gone stays behind. */
const folder = new URL('../schemas/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const { name, text } of schemaFiles(catalog)) {
  writeFileSync(new URL(name, folder), text);
  print(`schemas/${name}\n`);
}
