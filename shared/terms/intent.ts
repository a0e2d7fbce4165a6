import type { Fault } from '../values/fault.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { projectId } from '../values/project-id.ts';
import { parseWhen } from '../values/time/when.ts';
import type { Delivery } from './delivery.ts';
import { InvalidIntent } from './errors.ts';
import type { Expects } from './expects.ts';
import { describe, faultsOf } from './faults.ts';
import { common, requestId } from './intent-fields.ts';
import type { Operation } from './operation.ts';
import type { Site } from './site.ts';

/** Whether a value is the text of a JSON object, as of one that was encoded twice. */
const isJsonText = (value: unknown): boolean => typeof value === 'string' && isPlainObject(parseJson(value));

/** The `request_id` that an intent names itself, if it is a proper one. */
export const idIn = (intent: unknown): string | undefined =>
  isPlainObject(intent) ? requestId.safeParse(intent.request_id).data : undefined;

/** A checked intent: the vendor's fields in `fields`, durations resolved against the trigger's time (epoch ms). */
export interface Intent {
  readonly request_id: string;
  readonly region: string;
  readonly project_id: string;
  readonly language?: 'en-us' | 'zh-cn';
  readonly dry_run: boolean;
  readonly not_before?: number;
  readonly not_after?: number;
  /** When the work has to have ended, as far as usual and documented times tell. */
  readonly ends_by?: number;
  /** `own`, or the name of a window of the calendar: it is sent while that is open, and ends before it closes. */
  readonly window?: string;
  /** After this nothing is sent: `not_after`, or the operation's default from the trigger's time on. */
  readonly deadline: number;
  /** What has to be so of each target, or it is not sent. */
  readonly expects?: Expects;
  readonly change_id?: string;
  readonly requested_by?: string;
  readonly fields: object;
  readonly targets: readonly string[];
  /** The intent as it came. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** What of a delivery makes its intent. */
export type Brought = Pick<Delivery, 'intent' | 'unreadable' | 'request_id' | 'pinned' | 'triggered_at'>;

/** Checks what a delivery brought against the operation's schema, and at the site. Throws `InvalidIntent` with every fault and its path. */
export function readIntent(operation: Operation, delivery: Brought, site: Site): Intent {
  if (delivery.unreadable) throw new InvalidIntent(delivery.unreadable);
  const written = delivery.intent;
  if (!isPlainObject(written)) {
    const hint = isJsonText(written) ? ' (JSON inside a string: send the object itself)' : '';
    throw new InvalidIntent([
      { path: '', message: `expected a JSON object, got ${describe(written)}${hint}` },
    ]);
  }
  refuseEndless(written);
  // An id from outside the intent is held to the same rule: the ledger reads it back as the intent's own.
  const [ours, theirs] = partition({ request_id: delivery.request_id, ...written });
  const shared = common.safeParse(ours, { reportInput: true });
  const asked = operation.request.safeParse(theirs, { reportInput: true });
  const faults = [shared, asked].flatMap((parsed) => (parsed.success ? [] : faultsOf(parsed.error)));
  if (!shared.success || !asked.success) throw new InvalidIntent(faults);

  const { request_id = delivery.request_id, region = site.place.region, ...rest } = shared.data;
  const project_id = shared.data.project_id ?? site.place.project_id;
  if (delivery.pinned && request_id !== delivery.request_id) {
    faults.push({
      path: 'request_id',
      message: `expected the delivery's own id or none, got ${describe(request_id)}`,
    });
  }
  if (!region) faults.push({ path: 'region', message: 'expected here or in HW_REGION_NAME, got nothing' });
  if (!project_id)
    faults.push({ path: 'project_id', message: 'expected here or in HW_PROJECT_ID, got nothing' });
  faults.push(...(operation.faultsAt?.(asked.data, site) ?? []));
  const targets = operation.targets(asked.data);
  faults.push(...tooMany(targets, site.MAX_TARGETS));
  const not_before = resolveWhen(rest.not_before, delivery.triggered_at);
  const not_after = resolveWhen(rest.not_after, delivery.triggered_at);
  const ends_by = resolveWhen(rest.ends_by, delivery.triggered_at);
  for (const [path, at] of Object.entries({ not_after, ends_by })) {
    if (not_before === undefined || at === undefined || at > not_before) continue;
    faults.push({ path, message: `expected later than not_before, got ${describe(written[path])}` });
  }
  if (faults.length > 0 || !region || !project_id) throw new InvalidIntent(faults);
  return {
    request_id,
    region,
    project_id,
    dry_run: rest.dry_run ?? false,
    ...(rest.language && { language: rest.language }),
    ...(not_before !== undefined && { not_before }),
    ...(not_after !== undefined && { not_after }),
    ...(ends_by !== undefined && { ends_by }),
    ...(rest.window !== undefined && { window: rest.window }),
    deadline: not_after ?? Math.max(delivery.triggered_at, not_before ?? 0) + windowOf(operation, site),
    ...(rest.expects && { expects: rest.expects }),
    ...(rest.change_id && { change_id: rest.change_id }),
    ...(rest.requested_by && { requested_by: rest.requested_by }),
    fields: operation.resolve?.(asked.data, delivery.triggered_at) ?? asked.data,
    targets,
    written: written,
  };
}

// No intent has more fields, and no list of one may be longer, whatever MAX_TARGETS says: a schema judges every one of
// them, and keeps every fault.
const MOST_FIELDS = 100;
const LONGEST_LIST = 10_000;
const LONGEST_NAME = 64;

function refuseEndless(fields: Readonly<Record<string, unknown>>): void {
  const { length } = Object.keys(fields);
  if (length > MOST_FIELDS) {
    throw new InvalidIntent([{ path: '', message: `expected at most ${MOST_FIELDS} fields, got ${length}` }]);
  }
  for (const [path, value] of Object.entries(fields)) {
    if (!Array.isArray(value) || value.length <= LONGEST_LIST || path.length > LONGEST_NAME) continue;
    const message = `expected at most ${LONGEST_LIST} items, got ${value.length}`;
    throw new InvalidIntent([{ path, message }]);
  }
}

/** How long an intent of this operation may wait that names no `not_after`, ms. */
export const windowOf = ({ resolve }: Operation, { TIMING }: Pick<Site, 'TIMING'>) =>
  resolve ? TIMING.scheduled_window_ms : TIMING.immediate_window_ms;

/** Only what finds a resumed intent in the ledger, which holds the rest. Throws `InvalidIntent`. */
export function readKey({ intent, request_id, triggered_at }: Brought, { place }: Site): Intent {
  const written = isPlainObject(intent) ? intent : {};
  const project_id = projectId.safeParse(written.project_id).data ?? place.project_id;
  const region = String(written.region ?? place.region);
  if (!project_id) {
    throw new InvalidIntent([{ path: 'project_id', message: 'expected in a resumed message, got nothing' }]);
  }
  return {
    request_id,
    region,
    project_id,
    dry_run: false,
    deadline: triggered_at,
    fields: {},
    targets: [],
    written,
  };
}

function partition(intent: Record<string, unknown>): [Record<string, unknown>, Record<string, unknown>] {
  const isOurs = ([key]: [string, unknown]) => Object.hasOwn(common.shape, key);
  const entries = Object.entries(intent);
  return [
    Object.fromEntries(entries.filter(isOurs)),
    Object.fromEntries(entries.filter((entry) => !isOurs(entry))),
  ];
}

const resolveWhen = (text: string | undefined, from: number) =>
  text === undefined ? undefined : parseWhen(text, from)?.at;

const tooMany = (targets: readonly string[], most: number): Fault[] =>
  targets.length > most
    ? [
        {
          path: '',
          message: `expected at most ${most} targets an intent (MAX_TARGETS), got ${targets.length}`,
        },
      ]
    : [];
