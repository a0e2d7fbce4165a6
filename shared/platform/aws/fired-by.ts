import { isPlainObject } from '../../values/json/plain-object.ts';
import type { Fired } from '../ports.ts';

/** What an EventBridge rule, a schedule of EventBridge Scheduler or a person invoked a function with. */
export function firedBy(event: unknown): Fired {
  if (isEnvelope(event)) {
    const { detail: intent, id, time, resources } = event;
    const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
    const [rule] = Array.isArray(resources) ? resources : [];
    return {
      intent,
      ...(typeof rule === 'string' && NAME.test(rule) && { sender: rule }),
      ...(typeof id === 'string' && id !== '' && { id }),
      ...(!Number.isNaN(at) && { at }),
    };
  }
  const tick = tickOf(event);
  return {
    intent: event,
    ...(tick && NAME.test(tick.schedule) && { sender: tick.schedule }),
    ...(tick && !Number.isNaN(tick.at) && { at: tick.at }),
  };
}

interface Envelope {
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly id?: unknown;
  readonly time?: unknown;
  /** Of an EventBridge rule its ARN; whoever invokes the function can write anything here. */
  readonly resources?: unknown;
}

const isEnvelope = (event: unknown): event is Envelope =>
  isPlainObject(event) && typeof event['detail-type'] === 'string' && 'detail' in event;

const NAME = /^[\x21-\x7e]{1,512}$/;
const SCHEDULED = /^(arn:[^:]+:scheduler:.*)\/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;

/** A schedule's request_id is `<schedule ARN>/<scheduled time>`: a late or repeated tick still counts from its own time. */
function tickOf(event: unknown): { schedule: string; at: number } | undefined {
  const id = isPlainObject(event) && typeof event.request_id === 'string' ? event.request_id : '';
  const [, schedule = '', time = ''] = SCHEDULED.exec(id) ?? [];
  return schedule ? { schedule, at: Date.parse(time) } : undefined;
}
