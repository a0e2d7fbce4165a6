import { catalog } from '../../functions/catalog.ts';
import type { Example, Operation } from '../../shared/terms/operation.ts';

/** How an intent comes in, and when, ms after the start. */
export interface Sent {
  readonly way: 'queue' | 'timer';
  readonly request_id: string;
  readonly afterMs: number;
}

/** One situation: an intent of the catalogue's, on its way in once or more often. */
export interface Scenario {
  readonly name: string;
  readonly operation: Operation;
  readonly example: Example;
  readonly intent: Readonly<Record<string, unknown>>;
  readonly targets: readonly string[];
  readonly sent: readonly Sent[];
  /** Whether the messages come in one batch. */
  readonly together: boolean;
  readonly env: Readonly<Record<string, string>>;
}

const sent = (request_id: string, afterMs = 0, way: Sent['way'] = 'queue'): Sent => ({
  way,
  request_id,
  afterMs,
});

interface Shape {
  readonly sent: readonly Sent[];
  readonly together?: true;
  readonly parts?: true;
  /** What stands in the intent besides. */
  readonly more?: object;
  readonly env?: Readonly<Record<string, string>>;
}

/** What is explored of every operation. */
const SHAPES: Readonly<Record<string, Shape>> = {
  one: { sent: [sent('first')] },
  twice: { sent: [sent('first'), sent('first')] },
  batch: { sent: [sent('first'), sent('first')], together: true },
  timer: { sent: [sent('first', 0, 'timer')] },
  rivals: { sent: [sent('first'), sent('second', 100)] },
  blind: { sent: [sent('first'), sent('second', 30_000)], env: { PREFLIGHT: 'off' } },
  wrong: { sent: [sent('first')], more: { no_such_field: 1 } },
  parts: { sent: [sent('first', 0, 'queue')], parts: true },
};

/** Every scenario: each shape of each operation's first example; *parts* only where an intent can need several calls. */
export function scenarios(examplesOf: (operation: string) => readonly Example[]): Scenario[] {
  return catalog.flatMap((operation) => {
    const [example] = examplesOf(operation.name);
    if (!example) throw new Error(`${operation.name} has no example`);
    return Object.entries(SHAPES).flatMap(([name, { sent, together, parts, more, env = {} }]) => {
      if (sent.some(({ way }) => operation.neverBy?.includes(way))) return [];
      const targets = parts ? several(operation, example.intent) : operation.targets(example.intent);
      if (targets.length === 0) return [];
      const intent = { ...example.intent, ...(parts && operation.narrow?.(targets)), ...more };
      const { region, project_id } = example;
      return {
        name: `${operation.name}/${name}`,
        operation,
        example,
        intent: { ...intent, region, project_id },
        targets,
        sent,
        together: together === true,
        env,
      };
    });
  });
}

const MOST = 40;

/** The fewest targets like the example's that need two calls; none where one call takes any number. */
function several({ targets, narrow, split }: Operation, intent: object): string[] {
  const [first = ''] = targets(intent);
  if (!narrow || !split) return [];
  const many = [first];
  while (many.length < MOST && split({ ...intent, ...narrow(many) }).length < 2) {
    many.push(String(many.length).padStart(8, '0') + first.slice(8));
  }
  return many.length < MOST ? many : [];
}
