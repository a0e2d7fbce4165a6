import type { Config } from '../shared/settings/config.ts';
import { Misconfigured } from '../shared/terms/errors.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/db-upkeep-prod-{operation}';

/** What the variables that a command cannot do without look like, quoted for a shell. */
const SUCH_AS = {
  LEDGER_TABLE: 'db-upkeep-prod-ledger',
  QUEUE_URL: `'${QUEUE}'`,
  DEAD_LETTER_QUEUE_URL: `'${QUEUE}-dead'`,
  HW_REGION_NAME: 'ap-southeast-1',
  HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663',
} as const satisfies Partial<Record<keyof Config, string>>;

/** A variable that a command may be unable to do without. */
export type Needable = keyof typeof SUCH_AS;

/** Says which variables a command misses, and what they look like. */
export const missing = (command: string, names: readonly Needable[]): Misconfigured =>
  new Misconfigured(
    [
      `${command} needs ${names.join(', ')}, as in`,
      ...names.map((name) => `  export ${name}=${SUCH_AS[name]}`),
    ].join('\n'),
  );
