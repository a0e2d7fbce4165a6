import * as z from 'zod/mini';
import { faultsOf, variableFaults } from '../../shared/terms/faults.ts';
import { Undeployable } from '../undeployable.ts';
import { type ConsoleSettings, readConsoleSettings } from './console-settings.ts';

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
  /** Where alarms and what happens are mailed; nobody when it is empty. */
  PEOPLE_EMAIL: z.array(
    z
      .string()
      .check(
        z.regex(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/, 'expected e-mail addresses joined by blanks or commas'),
      ),
  ),
  /** ARNs of roles and users beside the stack's own that may put messages on its queues. */
  QUEUE_WRITERS: z.array(writer),
});

/** What whoever deploys decides about the stack itself; without a `console` none is hosted. */
export type StackSettings = z.infer<typeof settings> & { readonly console?: ConsoleSettings };

/** Reads the settings out of the environment. Throws `Undeployable`. */
export function readStackSettings(environment: NodeJS.ProcessEnv): StackSettings {
  const { PEOPLE_EMAIL = '', QUEUE_WRITERS = '' } = environment;
  const listed = (text: string, by: RegExp) => [...new Set(text.split(by).filter((part) => part !== ''))];
  const written = {
    PEOPLE_EMAIL: listed(PEOPLE_EMAIL, /[\s,]+/),
    QUEUE_WRITERS: listed(QUEUE_WRITERS, /\s+/),
  };
  const parsed = settings.safeParse(written, { reportInput: true });
  const hosted = readConsoleSettings(environment);
  if (parsed.success && !hosted) return parsed.data;
  if (parsed.success && hosted?.success) return { ...parsed.data, console: hosted.data };
  throw new Undeployable(
    'settings',
    [
      ...(parsed.error ? faultsOf(parsed.error) : []),
      // Somebody may have written the client secret where its ARN belongs.
      ...(hosted?.error ? variableFaults(hosted.error) : []),
    ].map(({ path, message }) => `${path}: ${message}`),
  );
}
