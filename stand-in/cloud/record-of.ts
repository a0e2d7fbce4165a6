import type { Received } from './exchange.ts';

/** The record of a request that came in at this time (epoch ms). */
export const recordOf = (
  { rawQuery, ...request }: Omit<Received, 'at' | 'call' | 'query' | 'status'> & { rawQuery: string },
  at: number,
): Received => ({ at, call: '', query: queryOf(rawQuery), ...request });

/** Of a name that comes several times all values count, joined by commas: both of the vendor's SDKs repeat GaussDB's `tags`. */
const queryOf = (rawQuery: string): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const pair of rawQuery.split('&').filter((text) => text !== '')) {
    const [name = '', ...rest] = pair.split('=');
    const [key, value] = [decoded(name), decoded(rest.join('='))];
    query[key] = key in query ? `${query[key]},${value}` : value;
  }
  return query;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
