import { isPlainObject } from '../../values/json/plain-object.ts';

/** A part of an instance that fails and is replaced by itself. */
export interface Node {
  readonly id: string;
  readonly name?: string;
  readonly status?: string;
}

/** An instance as its service shows it. What is absent was not shown, or `unread` names the vendor's field. */
export interface Instance {
  readonly id: string;
  readonly name?: string;
  readonly status?: string;
  readonly engine?: string;
  readonly version?: string;
  /** The hot patches on top of the version; empty for none. */
  readonly patches?: readonly string[];
  /** Whether a patch waits, where the list tells that. */
  readonly patch_available?: boolean;
  /** What is at work on it, in the vendor's words; empty for nothing. */
  readonly actions?: readonly string[];
  /** Its maintenance window, `02:00-06:00` in UTC. */
  readonly window?: string;
  /** `0` for the default one. */
  readonly enterprise_project_id?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly nodes?: readonly Node[];
  /** The fields of which something was shown in a form that nobody documents. */
  readonly unread: readonly string[];
}

interface Forms {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly list: unknown[];
  readonly object: Record<string, unknown>;
}

/** A field of an object, if it has one of these forms; undefined for an empty one as for one that cannot be read. */
type Pick = <Form extends keyof Forms>(
  from: unknown,
  name: string,
  ...forms: readonly Form[]
) => Forms[Form] | undefined;

const formOf = (value: unknown) => (Array.isArray(value) ? 'list' : typeof value);

/** Reads each field by itself: one that cannot be read hides none of the others, and its name goes to `unread`. */
const pickInto =
  (unread: Set<string>): Pick =>
  <Form extends keyof Forms>(from: unknown, name: string, ...forms: readonly Form[]) => {
    const shown = isPlainObject(from) ? (from[name] ?? undefined) : undefined;
    if (shown === undefined || forms.includes(formOf(shown) as Form)) return shown as Forms[Form] | undefined;
    unread.add(name);
    return undefined;
  };

/** An item of a list, and how to read it. */
export interface Shown {
  readonly pick: Pick;
  readonly item: Record<string, unknown>;
  readonly datastore: Record<string, unknown> | undefined;
  readonly unread: Set<string>;
}

/** Reads what the lists of all services have in common (contract §7.2), and by `more` what one of them adds. */
export function readInstance(
  item: unknown,
  more: (shown: Shown) => { [name in keyof Instance]?: Instance[name] | undefined },
): Instance | undefined {
  if (!isPlainObject(item) || typeof item.id !== 'string') return undefined;
  const unread = new Set<string>();
  const pick = pickInto(unread);
  const datastore = pick(item, 'datastore', 'object');
  const project = pick(item, 'enterprise_project_id', 'string', 'number');
  const read = {
    name: pick(item, 'name', 'string'),
    status: pick(item, 'status', 'string'),
    engine: pick(datastore, 'type', 'string'),
    version: pick(datastore, 'version', 'string'),
    actions: item.actions === null ? [] : pick(item, 'actions', 'list')?.map(String),
    window: pick(item, 'maintenance_window', 'string'),
    enterprise_project_id: project === undefined ? undefined : String(project),
    ...more({ pick, item, datastore, unread }),
  };
  const shown = Object.entries(read).filter(([, value]) => value !== undefined);
  return { id: item.id, ...Object.fromEntries(shown), unread: [...unread] };
}

/** The tags of a list, one value a key; those that can be read where some cannot. */
export function tagsIn({ pick, item, unread }: Shown): Instance['tags'] {
  const inside = pickInto(new Set());
  const pairs = each(pick, item, 'tags')?.map((tag) => [
    inside(tag, 'key', 'string'),
    inside(tag, 'value', 'string'),
  ]);
  const whole = pairs?.filter((pair): pair is [string, string] => !pair.includes(undefined));
  if (whole?.length !== pairs?.length) unread.add('tags');
  return whole && Object.fromEntries(whole);
}

/** The nodes of an instance or a group; those that show an id where some do not. */
export const nodesIn = ({ pick, unread }: Shown, from: unknown): Instance['nodes'] =>
  each(pick, from, 'nodes')?.flatMap((node) => {
    const [id, name, status] = ['id', 'name', 'status'].map((field) => pick(node, field, 'string'));
    if (id === undefined) unread.add('nodes');
    return id === undefined ? [] : [{ id, ...(name && { name }), ...(status && { status }) }];
  });

/** The items of a list, or the object that the vendor's samples have in place of one. */
export function each(pick: Pick, from: unknown, name: string): unknown[] | undefined {
  const shown = pick(from, name, 'list', 'object');
  return shown && [shown].flat();
}
