import type { Example } from '../shared/terms/operation.ts';

/** The first example of an operation's vendor page. */
export async function firstExample(operation: string): Promise<Example> {
  const { examples } = (await import(`../functions/${operation}/examples.ts`)) as { examples: Example[] };
  const [first] = examples;
  if (!first) throw new Error(`functions/${operation}/examples.ts has no example`);
  return first;
}
