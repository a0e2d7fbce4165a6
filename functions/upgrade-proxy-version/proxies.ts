import * as z from 'zod/mini';
import { isSameId } from '../../shared/huawei/ids.ts';
import type { Answers, Read } from '../../shared/terms/lookup.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';

const proxies = z.lazy(() =>
  eachOf(z.object({ proxy: z.object({ pool_id: z.string(), status: lenient(z.string()) }) })),
);

/** The proxies of an instance (contract §4). */
export const listProxies = (instance_id: string): Read => ({
  route: `GET /v3/{project_id}/instances/${instance_id}/proxies`,
  list: { items: 'proxy_list', size: 100, offset: 'items' },
});

/** The proxies in that list's answer, undefined for each that shows no id; undefined when there is no list. */
export const proxiesIn = ({ proxies: answer }: Answers) =>
  proxies.safeParse(answer).data?.map((item) => item?.proxy);

/** The proxy in that list's answer; *unread* when it or its status is not told, *absent* when a complete list does not hold it. */
export function findProxy(answers: Answers, proxy_id: string): { status: string } | 'unread' | 'absent' {
  const listed = proxiesIn(answers);
  const found = listed?.find((proxy) => proxy && isSameId(proxy.pool_id, proxy_id));
  if (found) return found.status === undefined ? 'unread' : { status: found.status };
  return !listed || listed.includes(undefined) ? 'unread' : 'absent';
}

/** States in which nothing works on a proxy and that do not end by themselves (contract §4). */
export const BROKEN: readonly string[] = ['FAILED', 'DELETED', 'ABNORMAL'];

/** Whether the list shows no proxy of the instance at work; the instance's own status need not tell of work on them (inferred). */
export const proxiesAtRest = (answers: Answers): boolean =>
  proxiesIn(answers)?.every((proxy) => ['ACTIVE', ...BROKEN].includes(proxy?.status ?? '')) ?? false;
