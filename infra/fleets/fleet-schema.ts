import * as z from 'zod/mini';
import type { Operation } from '../../shared/terms/operation.ts';
import { soundText } from '../../shared/values/sound-text.ts';
import { faultInZone } from '../../shared/values/time/zone.ts';
import { bareVersion } from '../../shared/values/versions.ts';
import { wholeNumber } from '../../shared/values/whole-number.ts';
import { fieldsOf } from '../yaml/fields.ts';
import { because, duration, list, NAME_FORM, name, tagName } from '../yaml/forms.ts';
import { byList } from './by-schema.ts';
import { SELECTOR } from './selector-schema.ts';
import { wave } from './wave-schema.ts';

const VERSION = 'expected dotted numbers such as 3.208.0.7';
const versions = list(
  z
    .string('expected text; put a version into quotes')
    .check(z.regex(/^(V2\.0-)?\d{1,9}(\.\d{1,9}){1,5}$/, VERSION), z.overwrite(bareVersion)),
);

const taking = fieldsOf('what is taken', {
  versions: z._default(
    z.union([z.literal('latest'), versions], 'expected latest, or a list of versions as text'),
    'latest',
  ),
  min_age: duration('PT0S'),
  never: z._default(versions, []),
  backup: z.optional(z.literal('before', 'expected before, or no such field')),
});

const plan = fieldsOf('a plan', {
  when: z.optional(z.string('expected cron(…) or rate(…)')),
  time_zone: z._default(soundText(faultInZone, 'expected a time zone such as Europe/Berlin'), 'UTC'),
  good_for: z._default(duration('PT1H'), 'P14D'),
});

const approval = fieldsOf('an approval', {
  waves: z._default(
    z.union([z.enum(['all', 'none']), list(z.string())], 'expected all, none, or a list of waves'),
    'all',
  ),
  by: byList('expected a list of who may approve, such as [queue:AROA…:*]'),
  needs: z._default(wholeNumber(1, 2), 1),
});

const tagKey = z
  .string('expected the key of a tag')
  .check(z.regex(/^[^\p{Cc}]{1,128}$/u, 'expected the key of a tag, 1 to 128 characters'));

const holds = fieldsOf('holds', {
  tag: z._default(tagKey, 'upkeep-hold-until'),
  longest: z._default(duration('PT1H'), 'P60D'),
});

const tell = fieldsOf('tell', {
  ahead: z._default(list(duration('PT1M')), ['P7D', 'P1D', 'PT1H']),
  to: z._default(list(name), ['people']),
});

/** One entry of fleets.yml; of the operations those stand under `take` that are offered anywhere. */
export function fleetSchema(operations: readonly Pick<Operation, 'name' | 'unoffered'>[]) {
  const offered = operations
    .filter(({ unoffered }) => unoffered === undefined)
    .map((operation) => operation.name);
  const unoffered = Object.fromEntries(
    operations.flatMap((operation) =>
      operation.unoffered === undefined
        ? []
        : [[operation.name, `cannot stand in a fleet: ${operation.unoffered}`]],
    ),
  );
  return fieldsOf(
    'a fleet',
    {
      select: fieldsOf('a selector', SELECTOR),
      max_targets: z._default(wholeNumber(1, 10_000), 200),
      take: fieldsOf(
        'take',
        Object.fromEntries(offered.map((operation) => [operation, z.exactOptional(taking)])),
        unoffered,
      ),
      plan: z.prefault(plan, {}),
      approval,
      waves: z.record(name, wave, {
        error: ({ code }) =>
          code === 'invalid_key' ? NAME_FORM : 'expected waves under their names, in their order',
      }),
      windows: list(name),
      holds: z.prefault(holds, {}),
      owner: z._default(tagName(), 'tag:owner'),
      overdue: z.optional(duration('PT1H')),
      tell: z.prefault(tell, {}),
      once: z.optional(z.literal(true, 'expected true, or no such field')),
      because: z.optional(because),
    },
    { gate: 'stands in a wave, as its gate', backup: 'stands in take, under an operation' },
  );
}
