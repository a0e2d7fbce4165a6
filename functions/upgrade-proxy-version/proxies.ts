import * as z from 'zod/mini';
import type { Answers, Read } from '../../shared/lookup.ts';

const proxies = z.array(z.object({ proxy: z.object({ pool_id: z.string(), status: z.string() }) }));

/** The proxies of an instance (contract §4). */
export const listProxies = (instance_id: string): Read => ({
  route: `GET /v3/{project_id}/instances/${instance_id}/proxies`,
  list: { items: 'proxy_list', size: 100, offset: 'items' },
});

/** The proxy in that list's answer; *unread* when there is none, *absent* when a complete list does not hold it. */
export function findProxy(
  { proxies: answer }: Answers,
  proxy_id: string,
): { status: string } | 'unread' | 'absent' {
  const read = proxies.safeParse(answer);
  if (!read.success) return 'unread';
  return read.data.find(({ proxy }) => proxy.pool_id === proxy_id)?.proxy ?? 'absent';
}
