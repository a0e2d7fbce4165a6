import { readReleaseId } from '../terms/release.ts';
import type { CommandLine } from './command-line.ts';
import type { Standing } from './standing.ts';

/** What ended so would be sent again by hand, if nobody else saw to it. */
const ENDED: readonly Standing[] = [
  'rejected',
  'not_sent',
  'refused',
  'expired',
  'canceled',
  'failed',
  'completed_unchanged',
  'timed_out',
  'unknown',
  'completed_unproven',
];

/** Shows the rollout that a request's id says has released it; undefined for every other request. */
function rolloutOf(request_id: string): CommandLine | undefined {
  const release = readReleaseId(request_id);
  return release && { command: 'fleet show', words: { rollout: release.rollout }, options: {} };
}

/** What a person can do about targets that a rollout released and that stand so: their rollout decides; undefined where it does not. */
export function adviceOfRelease(
  request_id: string,
  status: Standing,
): { readonly says: string; readonly command: CommandLine } | undefined {
  const command = rolloutOf(request_id);
  if (!command || !ENDED.includes(status)) return undefined;
  return { says: 'Send nothing by hand: its rollout counts this, and says what you can do:', command };
}
