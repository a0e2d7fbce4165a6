import * as z from 'zod/mini';
import type { Entry } from '../../ledger/entry/entry.ts';
import { requestKey } from '../../ledger/keys.ts';
import type { Operation } from '../../terms/operation.ts';
import { iso } from '../../values/time/instant.ts';
import { always, maybe, text, time, VERSION } from './kind.ts';

/** What every event of a request says of it. */
export const requestFields = () => ({
  ...always(),
  operation: text(),
  service: text(),
  request_id: text(),
  region: text(),
  project_id: text(),
  triggered_at: time(),
  trigger: maybe(),
  sender: maybe(),
  change_id: maybe(),
  requested_by: maybe(),
  asked_because: maybe(),
  names: z.exactOptional(z.record(z.string(), z.string())),
});

/** The same of an entry. */
export function aboutRequest({ name, service }: Operation, entry: Entry, key: string) {
  const { request_id, region, project_id, trigger, triggered_at, sender, intent } = entry;
  const { change_id, requested_by, reason: asked_because } = intent;
  return {
    version: VERSION,
    event_id: `${requestKey(name, project_id, request_id)}#${key}`,
    operation: name,
    service,
    request_id,
    region,
    project_id,
    trigger,
    triggered_at: iso(triggered_at),
    ...(sender && { sender }),
    ...(change_id !== undefined && { change_id }),
    ...(requested_by !== undefined && { requested_by }),
    ...(asked_because !== undefined && { asked_because }),
  };
}
