import * as z from 'zod/mini';
import type { Answers } from '../terms/lookup.ts';
import type { Candidate } from '../terms/pending.ts';
import { eachOf, lenient } from '../values/json/lenient.ts';

const instances = z.lazy(() => {
  const text = lenient(z.string());
  return eachOf(
    z.looseObject({
      id: z.string(),
      name: text,
      status: text,
      maintenance_window: text,
      datastore: lenient(
        z.looseObject({ type: text, version: text, kernel_version: text, whole_version: text }),
      ),
    }),
  );
});

/** An instance as the three services' lists show it in common (contract §7.2). */
export type Listed = NonNullable<z.infer<typeof instances>[number]>;

/** Every instance of a list's answer that shows an id; undefined when no list was read. */
export const inventory = ({ instances: answer }: Answers): Listed[] | undefined =>
  instances.safeParse(answer).data?.filter((item) => item !== undefined);

/** What stands for the items of that list which show no id. */
export const strangers = ({ instances: answer }: Answers): Candidate[] =>
  (instances.safeParse(answer).data ?? [])
    .filter((item) => item === undefined)
    .map(() => ({ target: 'an instance without a readable id', unread: ['instance'] }));

/** What every candidate says of its instance. */
export const aboutOf = ({ id, name, status, maintenance_window, datastore }: Listed) =>
  ({
    target: id,
    ...(name && { name }),
    ...(status && { status }),
    ...(datastore?.type && { engine: datastore?.type }),
    ...(maintenance_window && { window: maintenance_window }),
  }) satisfies Partial<Candidate>;
