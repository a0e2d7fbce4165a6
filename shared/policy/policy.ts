import * as z from 'zod/mini';
import { faultsOf } from '../terms/faults.ts';
import type { Fault } from '../values/fault.ts';
import { wholeNumber } from '../values/whole-number.ts';

// Ids, names and ARNs are ASCII, so that no look-alike of another script can stand in a rule and match nothing.
const PATTERN = /^[\w.:/@+=,~*?-]{1,512}$/;
const CALLER = /^(webhook|timer|queue|invoke|fleet):./;
const OPERATION = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const WAVES = /^[^/]+\/[^/]+$/;
const NAME = /^[A-Za-z][A-Za-z0-9 _-]{0,63}$/;

const list = <Item extends z.ZodMiniType>(item: Item) =>
  z.array(item, 'expected a list').check(z.minLength(1, 'expected at least one entry'));
// The name of an entry of calendar.yml; packaging checks that there is one.
const freeze = z
  .string('expected the name of a freeze')
  .check(z.regex(/^[a-z0-9-]{1,40}$/, 'expected the name of a freeze in calendar.yml'));
const count = (most: number) => z.optional(wholeNumber(1, most));

/** A pattern of ids, names or ARNs. */
export const pattern = () =>
  z
    .string('expected text; put an id of digits into quotes')
    .check(z.regex(PATTERN, 'expected letters, digits and . : / @ + = , ~ _ -, with * and ? as wildcards'));

function ruleSchema() {
  const caller = pattern().check(
    z.regex(
      CALLER,
      'expected webhook:<sender>, timer:<schedule ARN>, queue:<SenderId>, invoke:<user> or fleet:<name>, with * and ? as wildcards',
    ),
  );
  const operation = z
    .string('expected the name of an operation')
    .check(z.regex(OPERATION, 'expected the name of an operation, no wildcard'));
  // Waves of fleets, `<fleet>/<wave>`, with wildcards.
  const waves = z.optional(
    list(pattern().check(z.regex(WAVES, 'expected <fleet>/<wave>, with * and ? as wildcards'))),
  );
  const rule = z.strictObject(
    {
      /** Who: `webhook:<sender>`, `timer:<schedule ARN>`, `queue:<SenderId>`, `invoke:<user>`, `fleet:<name>`. */
      from: list(caller),
      /** What they may have sent, limited by the fields below. */
      operations: z.optional(list(operation)),
      /** Absent: `HW_REGION_NAME`, `HW_PROJECT_ID`, any instance. */
      regions: z.optional(list(pattern())),
      projects: z.optional(list(pattern())),
      instances: z.optional(list(pattern())),
      max_targets: count(10_000),
      /** Of one operation, in any 60 minutes. */
      max_targets_per_hour: count(1000),
      /** The freezes of the calendar that do not hold for what is sent under this rule. */
      during_freezes: z.optional(list(freeze)),
      /** What they may decide about which waves of fleets: ask for plans; approve and reject; proceed, promote, retry, abort and unhold; stop and hold; confirm and veto. */
      plan: waves,
      approve: waves,
      steer: waves,
      stop: waves,
      gate: waves,
    },
    {
      error: ({ code }) =>
        code === 'invalid_type'
          ? 'expected a rule: from, operations and what they are limited to'
          : undefined,
    },
  );
  return rule.check((context) => {
    const { operations, ...given } = context.value;
    const decides = DECISIONS.some((name) => given[name] !== undefined);
    if (operations) return;
    if (!decides)
      context.issues.push({
        code: 'custom',
        path: ['operations'],
        message: 'expected a list, or one of plan, approve, steer, stop, gate',
        input: operations,
      });
    for (const name of decides ? LIMITS : []) {
      const input = given[name];
      if (input !== undefined)
        context.issues.push({
          code: 'custom',
          path: [name],
          message: 'expected beside operations, which it limits',
          input,
        });
    }
  });
}

const DECISIONS = ['plan', 'approve', 'steer', 'stop', 'gate'] as const;
const LIMITS = [
  'regions',
  'projects',
  'instances',
  'max_targets',
  'max_targets_per_hour',
  'during_freezes',
] as const;

/** The policy document: rules under their names, tried in their order. Made with its first use, as not everybody has one. */
export const policy = z.lazy(() =>
  z
    .record(z.string().check(z.regex(NAME)), ruleSchema(), {
      error: ({ code }) =>
        code === 'invalid_key'
          ? 'expected a rule name: a letter, then at most 63 letters, digits, spaces, _ and -'
          : 'expected rules under their names',
    })
    .check(z.refine((rules) => Object.keys(rules).length > 0, 'expected at least one rule')),
);

/** What somebody may ask for. */
export type Rule = z.infer<ReturnType<typeof ruleSchema>>;

/** Rules under their names. */
export type Policy = Readonly<Record<string, Rule>>;

const RULE = `a rule, which has from, operations, ${[...LIMITS, ...DECISIONS].join(', ')}`;

/** Checks a policy document: the rules, or everything that is wrong with them and where. */
export function readPolicy(written: unknown): { policy: Policy } | { faults: Fault[] } {
  const read = z.safeParse(policy, written, { reportInput: true });
  return read.success ? { policy: read.data } : { faults: faultsOf(read.error, RULE) };
}
