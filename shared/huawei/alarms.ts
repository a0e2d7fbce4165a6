import type { Answers, Read } from '../terms/lookup.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { isDatabaseId } from './ids.ts';
import type { Alarmed } from './services/service.ts';
import { type ServiceName, serviceOf } from './services/services.ts';

// Cloud Eye's records of alarms (fleet contract §7.2, page "Querying Alarm Records", v2).

/** An alarm that fires, by its record; 1 is critical, 4 a warning. */
export interface AlarmRecord {
  readonly record: string;
  readonly name: string;
  readonly level?: number;
  /** Ids of instances or proxies; empty: it names none, such as one of a node alone. */
  readonly of: readonly string[];
}

const kindsOf = (service: ServiceName): readonly Alarmed[] => serviceOf(service).alarms;

/** The reads of whatever fires in a project at instances of a service, one a namespace. */
export const listFiring = (service: ServiceName): Readonly<Record<string, Read>> =>
  Object.fromEntries(
    kindsOf(service).map(({ namespace }) => [
      namespace,
      {
        route: 'GET /v2/{project_id}/alarm-histories',
        // By an order in which no alarm that changes meanwhile moves.
        query: { status: 'alarm', namespace, order_by: 'record_id' },
        list: { items: 'alarm_histories', total: 'count', size: 100, offset: 'items', counted: true },
      },
    ]),
  );

/** What those reads say; undefined where one of them was not complete, or shows what cannot be read. */
export function firingIn(service: ServiceName, answers: Answers): AlarmRecord[] | undefined {
  const found: AlarmRecord[] = [];
  for (const kind of kindsOf(service)) {
    const items = answers[kind.namespace];
    if (!Array.isArray(items)) return undefined;
    for (const item of items) {
      const record = recordOf(item, kind);
      if (record === 'unread') return undefined;
      if (record) found.push(record);
    }
  }
  return found;
}

/** A record; undefined for one of another namespace or state, where the cloud did not heed what was asked. */
function recordOf(item: unknown, { namespace, ids }: Alarmed): AlarmRecord | 'unread' | undefined {
  if (!isPlainObject(item)) return 'unread';
  const { record_id, name, level, status } = item;
  const metric = isPlainObject(item.metric) ? item.metric : {};
  if (typeof status === 'string' && status !== 'alarm') return undefined;
  if (typeof metric.namespace === 'string' && metric.namespace !== namespace) return undefined;
  if (typeof record_id !== 'string' || record_id === '') return 'unread';
  return {
    record: record_id,
    name: typeof name === 'string' ? name : record_id,
    ...(typeof level === 'number' && { level }),
    of: idsIn(metric.dimensions, item.additional_info, ids),
  };
}

function idsIn(dimensions: unknown, info: unknown, names: readonly string[]): string[] {
  const shown = [dimensions].flat().flatMap((one) => {
    const named = isPlainObject(one) && names.includes(String(one.name));
    return named && typeof one.value === 'string' ? [one.value] : [];
  });
  const resource = isPlainObject(info) && typeof info.resource_id === 'string' ? info.resource_id : '';
  // How a resource of several dimensions is written there is not documented: whatever in it is an id.
  const ids = resource.split(/[^0-9a-zA-Z]+/).filter(isDatabaseId);
  return [...new Set([...shown, ...ids])];
}
