import type { Place } from '../terms/documented.ts';
import type { Exchange, Replies } from '../terms/inspection.ts';
import { isPlainObject } from '../values/json/plain-object.ts';

/** Whether it was a request to this place, by the route that is current or the older one. */
export const isTo = ({ service, route, older }: Place, exchange: Exchange): boolean =>
  service === exchange.service && (isOf(route, exchange) || (older !== undefined && isOf(older, exchange)));

/** Whether it was a request of this route. */
export function isOf(route: string, exchange: Exchange): boolean {
  const [method, template = ''] = route.split(' ');
  const parts = template.split('/');
  const given = exchange.path.split('/');
  return (
    method === exchange.method &&
    parts.length === given.length &&
    parts.every((part, index) => part.startsWith('{') || part === given[index])
  );
}

/** The replies among what was exchanged, for facts to be judged by; `ours` are the jobs our ledger knows. */
export function repliesIn(exchanges: readonly Exchange[], ours: ReadonlySet<string>): Replies {
  const to = (place: Place) => exchanges.filter((exchange) => isTo(place, exchange));
  return {
    ours,
    to,
    items(place, list) {
      const all = to(place)
        .filter(({ status }) => status === 200)
        .flatMap(({ body }) => (isPlainObject(body) && Array.isArray(body[list]) ? body[list] : []))
        .filter(isPlainObject);
      return [...new Map(all.map((item) => [JSON.stringify(item), item])).values()];
    },
  };
}
