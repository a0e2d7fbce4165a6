import { catalog } from '../../functions/catalog.ts';
import type { Example, Operation } from '../../shared/terms/operation.ts';
import { matchRoute } from '../cloud/routes.ts';

/** An operation with the examples of its vendor page. */
export interface Exemplified {
  readonly operation: Operation;
  readonly examples: readonly Example[];
}

/** One that the stand-in cloud knows, and what the vendor's SDK calls it. */
export interface Rehearsable extends Exemplified {
  readonly call: string;
}

const withExamples = async (operation: Operation): Promise<Exemplified> => {
  const file = new URL(`../../functions/${operation.name}/examples.ts`, import.meta.url);
  const { examples } = (await import(file.href)) as { examples: Example[] };
  return { operation, examples };
};

const callOf = ({ operation: { service }, examples }: Exemplified): string | undefined => {
  const calls = examples.map(({ wire }) => matchRoute(service, wire.method, wire.path)?.call);
  return calls.includes(undefined) ? undefined : calls[0];
};

/** The operations with their pages' examples, apart from those the stand-in cloud does not know yet. */
export async function readExamples(): Promise<{ known: Rehearsable[]; unknown: Exemplified[] }> {
  const all = await Promise.all(catalog.map(withExamples));
  const calls = all.map((one) => ({ ...one, call: callOf(one) }));
  return {
    known: calls.flatMap(({ call, ...one }) => (call === undefined ? [] : [{ ...one, call }])),
    unknown: calls.filter(({ call }) => call === undefined),
  };
}
