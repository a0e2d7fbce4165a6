import type { Settings } from '../shared/settings/settings.ts';
import { Misconfigured } from '../shared/terms/errors.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/db-upkeep-prod-{operation}';

/** What the settings keep with the place. */
const OF_PLACE = { HW_REGION_NAME: 'region', HW_PROJECT_ID: 'project_id' } as const;

/** What the variables that a command cannot do without look like, quoted for a shell. */
const SUCH_AS = {
  LEDGER_TABLE: 'db-upkeep-prod-ledger',
  FLEET_TABLE: 'db-upkeep-prod-fleet',
  QUEUE_URL: `'${QUEUE}'`,
  DEAD_LETTER_QUEUE_URL: `'${QUEUE}-dead'`,
  HW_REGION_NAME: 'ap-southeast-1',
  HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663',
} as const satisfies Partial<Record<keyof Settings | keyof typeof OF_PLACE, string>>;

/** A variable that a command may be unable to do without. */
export type Needable = keyof typeof SUCH_AS;

/** Settings in which the variables are set that a command needs. */
export type Having<Needed extends Needable> = Settings & {
  readonly [name in Needed & keyof Settings]-?: NonNullable<Settings[name]>;
} & {
  readonly place: { readonly [name in Needed & keyof typeof OF_PLACE as (typeof OF_PLACE)[name]]: string };
};

/** Whether the settings hold a variable. */
export const holds = (settings: Settings, name: Needable): boolean =>
  Boolean(
    name === 'HW_REGION_NAME' || name === 'HW_PROJECT_ID' ? settings.place[OF_PLACE[name]] : settings[name],
  );

/** Says which variables a command misses, and what they look like. */
export const missing = (command: string, names: readonly Needable[]): Misconfigured =>
  new Misconfigured(
    [
      `${command} needs ${names.join(', ')}, as in`,
      ...names.map((name) => `  export ${name}=${SUCH_AS[name]}`),
      'or --stage <stage>, which has them where it is deployed',
    ].join('\n'),
  );
