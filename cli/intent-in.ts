import type { Settings } from '../shared/settings/settings.ts';
import { Ended } from '../shared/terms/errors.ts';
import { type Intent, readIntent } from '../shared/terms/intent.ts';
import type { Operation } from '../shared/terms/operation.ts';
import type { Letter } from './letter.ts';

interface Addressed {
  readonly operation: Operation;
  readonly settings: Settings;
  readonly letter: Letter;
}

/** How many targets a letter's intent has; undefined when it is not valid. */
export const targetCount = (about: Addressed): number | undefined =>
  intentIn(about, about.letter.intent, about.letter.triggered_at)?.targets.length;

/** The intent as the functions would read it; undefined when it is not valid. */
export function intentIn(
  { operation, settings, letter }: Addressed,
  intent: unknown,
  triggered_at: number,
): Intent | undefined {
  const { request_id } = letter;
  // Which region and project an intent without them goes to changes nothing that is asked of it here.
  const { region = 'any-region-1', project_id = '0'.repeat(32) } = settings.place;
  try {
    return readIntent(
      operation,
      { intent, request_id, triggered_at },
      { ...settings, place: { ...settings.place, region, project_id } },
    );
  } catch (error) {
    if (error instanceof Ended) return undefined;
    throw error;
  }
}
