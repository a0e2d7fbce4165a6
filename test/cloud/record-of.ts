import type { Received } from './exchange.ts';

/** The record of a request that came in at this time (epoch ms). */
export const recordOf = (
  { rawQuery, ...request }: Omit<Received, 'at' | 'call' | 'query' | 'status'> & { rawQuery: string },
  at: number,
): Received => ({ at, call: '', query: queryOf(rawQuery), ...request });

const queryOf = (rawQuery: string): Record<string, string> => {
  const pairs = rawQuery.split('&').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decoded(name), decoded(value.join('='))];
    }),
  );
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
