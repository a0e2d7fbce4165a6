import type { Received } from './exchange.ts';

/** How many reads came in, by `service call`; with `about`, those alone that name this id in path or query. */
export const readsOf = (received: readonly Received[], about?: string): Record<string, number> => {
  const reads: Record<string, number> = {};
  for (const { service, call, method, path, query } of received) {
    const named = about === undefined || path.includes(about) || Object.values(query).includes(about);
    if (service === 'iam' || !isRead(method, call) || !named) continue;
    const key = `${service} ${call}`;
    reads[key] = (reads[key] ?? 0) + 1;
  }
  return reads;
};

/** Some of the vendor's reads are a POST (contract §4, fleet contract §3). */
const isRead = (method: string, call: string) =>
  (method === 'GET' && call !== '') ||
  ['checkScheduleTaskExist', 'listInstancesByResourceTags'].includes(call);
