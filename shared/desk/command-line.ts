import { ALL, type Pause } from '../ledger/pause.ts';

/** A command for a person to run, its words and options by their names. Whoever shows it spells and quotes it. */
export interface CommandLine {
  readonly command: string;
  readonly words: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string | true>>;
}

interface Addressed {
  readonly request_id: string;
  readonly operation: string;
  readonly project_id: string;
}

/** A command about one request and no other of the same id. */
export const aboutRequest = (
  command: 'status' | 'explain' | 'cancel',
  { request_id, operation, project_id }: Addressed,
): CommandLine => ({ command, words: { request_id }, options: { operation, project: project_id } });

/** A command about the letters of one request, with these decisions. */
export const aboutLetters = (
  action: 'show' | 'redrive',
  { request_id, operation }: Pick<Addressed, 'request_id' | 'operation'>,
  decisions: readonly string[] = [],
): CommandLine => ({
  command: `dead-letters ${action}`,
  words: { operation },
  options: { id: request_id, ...Object.fromEntries(decisions.map((name) => [name, true])) },
});

/** Sends an intent by hand. */
export const invokeWith = (operation: string, intent: object): CommandLine => ({
  command: 'invoke',
  words: { operation },
  options: { json: JSON.stringify(intent) },
});

/** Ends a pause. */
export const endPause = ({ operation }: Pick<Pause, 'operation'>): CommandLine => ({
  command: 'resume',
  words: {},
  options: operation === ALL ? {} : { operation },
});
