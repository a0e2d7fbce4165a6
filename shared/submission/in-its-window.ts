import type { Intent } from '../terms/intent.ts';
import { OWN_WINDOW } from '../terms/intent-fields.ts';
import type { Operation } from '../terms/operation.ts';
import { type Asked, clockFacts, plannedOf } from './gather.ts';

/**
 * The intent with the deadline that its window sets, from a time (epoch ms) on, if it names a window and no `not_after`. Throws
 * `InvalidIntent` where the calendar has no such window in its region, `Misconfigured`, `PlatformUnavailable`.
 */
export async function inItsWindow(operation: Operation, asked: Asked, since: number): Promise<Intent> {
  const { request } = asked;
  if (request.window === undefined) return request;
  const { deadlineBy, windowNamed } = await import('./calendar/window.ts');
  if (request.window !== OWN_WINDOW) windowNamed(request, await asked.calendar());
  if (request.not_after !== undefined) return request;
  const { readLasts } = await import('../durations/read-lasts.ts');
  const clock = clockFacts(operation, request, since, await readLasts(operation, request, asked.settings));
  return { ...request, deadline: deadlineBy(await plannedOf(operation, asked, clock)) };
}
