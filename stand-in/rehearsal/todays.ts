import type { Example } from '../../shared/terms/operation.ts';
import { parseInstant } from '../../shared/values/time/instant.ts';

/** The intent of a vendor page as somebody writes it today: its points in time lie as far ahead as on the page. */
export const todays = ({ intent, at }: Example): Record<string, unknown> => {
  const since = Date.now() - Date.parse(at);
  return Object.fromEntries(
    Object.entries(intent).map(([name, value]) => [
      name,
      typeof value === 'string' ? later(value, since) : value,
    ]),
  );
};

/** A point in time moved by `ms` and written as before; any other text as it is. */
function later(text: string, ms: number): string {
  const instant = parseInstant(text);
  if (!instant) return text;
  const local = new Date(instant.at + ms + instant.offset * 60_000).toISOString();
  return `${local.slice(0, 19)}${text.slice(19)}`;
}
