import { pathToFileURL } from 'node:url';

/** The folder that has fleets, calendar and schedules in place of the product's: in the shell of a rehearsal, which sets this variable. */
export function localFolder(): URL | undefined {
  const folder = process.env._REHEARSAL_FILES;
  return folder ? pathToFileURL(`${folder}/`) : undefined;
}
