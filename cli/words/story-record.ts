import type { Request } from '../../shared/desk/requests.ts';
import { timelineOf } from '../../shared/desk/timeline.ts';
import type { Advised } from '../../shared/desk/what-now.ts';
import { redact } from '../../shared/values/redact.ts';
import { utc } from '../../shared/values/time/instant.ts';

/** What happened to requests as rows for a file, the heads first: a row for each thing that happened. */
export const storyRows = (requests: readonly Request[]): string[][] => [
  ['request_id', 'operation', 'region', 'project_id', 'time', 'what happened'],
  ...requests.flatMap((request) => {
    const { request_id, operation, region, project_id } = request.entry;
    return timelineOf(request).map(({ at, lines }) => [
      request_id,
      operation,
      region,
      project_id,
      utc(at),
      lines.join('; '),
    ]);
  }),
];

/** The same for programs, with what to do now as values. */
export function storyJson(
  requests: readonly Request[],
  complete: boolean,
  adviceFor: (request: Request) => readonly Advised[],
): string {
  const stories = requests.map((request) => {
    const { request_id, operation, region, project_id } = request.entry;
    const happened = timelineOf(request).map(({ at, lines }) => ({ at: utc(at), lines }));
    return { request_id, operation, region, project_id, happened, what_now: adviceFor(request) };
  });
  return `${JSON.stringify(redact({ complete, requests: stories }), null, 2)}\n`;
}
