import * as z from 'zod/mini';
import { faultsOf } from '../../shared/terms/faults.ts';
import { Undeployable } from '../undeployable.ts';

const writer = z
  .string()
  .check(
    z.regex(
      /^arn:[a-z-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
      'expected ARNs of roles or users joined by blanks, without wildcards; that of a session ' +
        '(arn:aws:sts::…:assumed-role/…) is not that of its role',
    ),
  );

const settings = z.object({
  /** Where alarms and outcomes are mailed; nobody when it is empty. */
  PEOPLE_EMAIL: z.string().check(z.regex(/^$|^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'expected one e-mail address')),
  /** ARNs of roles and users beside the stack's own that may put messages on its queues. */
  QUEUE_WRITERS: z.array(writer),
});

/** What whoever deploys decides about the stack itself. */
export type StackSettings = z.infer<typeof settings>;

/** Reads the settings out of the environment. Throws `Undeployable`. */
export function readStackSettings(environment: NodeJS.ProcessEnv): StackSettings {
  const { PEOPLE_EMAIL = '', QUEUE_WRITERS = '' } = environment;
  const written = { PEOPLE_EMAIL, QUEUE_WRITERS: QUEUE_WRITERS.split(/\s+/).filter((part) => part !== '') };
  const parsed = settings.safeParse(written, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new Undeployable(
    'settings',
    faultsOf(parsed.error).map(({ path, message }) => `${path}: ${message}`),
  );
}
