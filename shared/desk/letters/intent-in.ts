import { Ended } from '../../terms/errors.ts';
import { type Intent, readIntent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Site } from '../../terms/site.ts';
import type { Letter } from './letter.ts';

/** A request by its id, and the deployment that its intent came to. */
export interface Addressed {
  readonly operation: Operation;
  readonly site: Site;
  readonly request_id: string;
}

/** How many targets a letter's intent has; undefined when it is not valid. */
export const targetCount = (
  about: Omit<Addressed, 'request_id'>,
  { request_id, intent, triggered_at }: Letter,
): number | undefined => intentIn({ ...about, request_id }, intent, triggered_at)?.targets.length;

/** The intent as the functions would read it; undefined when it is not valid. */
export function intentIn(
  { operation, site, request_id }: Addressed,
  intent: unknown,
  triggered_at: number,
): Intent | undefined {
  // Which region and project an intent without them goes to changes nothing that is asked of it here.
  const { region = 'any-region-1', project_id = '0'.repeat(32) } = site.place;
  try {
    return readIntent(
      operation,
      { intent, request_id, triggered_at },
      { ...site, place: { ...site.place, region, project_id } },
    );
  } catch (error) {
    if (error instanceof Ended) return undefined;
    throw error;
  }
}
