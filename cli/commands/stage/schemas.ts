import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { catalog } from '../../../functions/catalog.ts';
import { schemaFiles } from '../../../infra/schemas/files.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';

const FOLDER = new URL('../../../schemas/', import.meta.url);

export const schemas = defineCommand({
  name: 'schemas',
  says: 'Writes schemas/ anew from the code: JSON Schema of every intent, of the report, the events, the schedules, the fleets and the calendar, and OpenAPI of the webhook.',
  exits: { 0: 'written', 64: 'bad usage' },
  async run(_, { terminal }) {
    // Anew, so that no file of an operation that is gone stays behind.
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER);
    for (const { name, text } of schemaFiles(catalog)) {
      writeFileSync(new URL(name, FOLDER), text);
      terminal.print(`schemas/${name}\n`);
    }
    return EXIT.done;
  },
});
