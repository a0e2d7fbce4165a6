import * as z from 'zod/mini';
import type { Answers, Read } from '../../shared/lookup.ts';

const proxies = z.lazy(() =>
  z.array(z.object({ proxy: z.object({ pool_id: z.string(), status: z.string() }) })),
);

/** The proxies of an instance (contract §4). */
export const listProxies = (instance_id: string): Read => ({
  route: `GET /v3/{project_id}/instances/${instance_id}/proxies`,
  list: { items: 'proxy_list', size: 100, offset: 'items' },
});

/** The proxies in that list's answer; undefined when there is none. */
export const proxiesIn = ({ proxies: answer }: Answers): { pool_id: string; status: string }[] | undefined =>
  proxies.safeParse(answer).data?.map(({ proxy }) => proxy);

/** The proxy in that list's answer; *unread* when there is none, *absent* when a complete list does not hold it. */
export function findProxy(answers: Answers, proxy_id: string): { status: string } | 'unread' | 'absent' {
  const listed = proxiesIn(answers);
  if (!listed) return 'unread';
  return listed.find(({ pool_id }) => pool_id === proxy_id) ?? 'absent';
}

/** Whether the list shows every proxy of the instance in its normal state; the instance's own status need not tell of work on them (inferred). */
export function proxiesAtRest({ proxies: answer }: Answers): boolean {
  const read = proxies.safeParse(answer);
  return read.success && read.data.every(({ proxy }) => proxy.status === 'ACTIVE');
}
