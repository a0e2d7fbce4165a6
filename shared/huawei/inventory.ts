import * as z from 'zod/mini';
import { lenient } from '../lenient.ts';
import type { Answers } from '../lookup.ts';
import type { Candidate } from '../pending.ts';

const instances = z.lazy(() => {
  const text = lenient(z.string());
  return z.array(
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
export type Listed = z.infer<typeof instances>[number];

/** Every instance of a list's answer; undefined when it was not read or does not read as a list of instances. */
export const inventory = ({ instances: answer }: Answers): Listed[] | undefined =>
  instances.safeParse(answer).data;

/** What every candidate says of its instance. */
export const aboutOf = ({ id, name, status, maintenance_window, datastore }: Listed) =>
  ({
    target: id,
    ...(name && { name }),
    ...(status && { status }),
    ...(datastore?.type && { engine: datastore?.type }),
    ...(maintenance_window && { window: maintenance_window }),
  }) satisfies Partial<Candidate>;
