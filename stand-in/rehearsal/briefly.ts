import { parseJson } from '../../shared/values/json/parse-json.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';

/** A log line for a person: what it says of which request, without its metrics; a line that tells of no request stands as it is. */
export function briefly(line: string): string {
  const said = parseJson(line);
  if (!isPlainObject(said) || typeof said.request_id !== 'string') return line;
  const { timestamp, operation, request_id, target, status, end, reason, sentence } = said;
  const time = String(timestamp).slice(11, 19);
  const what = [target, end ?? status].filter(Boolean).join(' ');
  const why = sentence ?? reason;
  return `${time}  ${operation} ${request_id}: ${what}${why ? `: ${why}` : ''}`;
}
