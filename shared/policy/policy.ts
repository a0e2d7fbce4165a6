import * as z from 'zod/mini';
import type { Config } from '../config.ts';
import { type Fault, Misconfigured } from '../errors.ts';
import { faultsOf } from '../faults.ts';
import { parseJson } from '../parse-json.ts';

// Ids, names and ARNs are ASCII, so that no look-alike of another script can stand in a rule and match nothing.
const pattern = z
  .string('expected text; put an id of digits into quotes')
  .check(
    z.regex(
      /^[\x21-\x7e]{1,512}$/,
      'expected 1 to 512 ASCII characters without spaces, * and ? as wildcards',
    ),
  );
const caller = z
  .string('expected text')
  .check(
    z.regex(
      /^(webhook|timer|queue|invoke):[\x21-\x7e]{1,512}$/,
      'expected webhook:<sender>, timer:<schedule ARN>, queue:<SenderId> or invoke:<user>, * and ? as wildcards',
    ),
  );
const list = <Item extends z.ZodMiniType>(item: Item) =>
  z.array(item, 'expected a list').check(z.minLength(1, 'expected at least one entry'));
const count = (most: number) =>
  z.optional(
    z
      .int(`expected a whole number from 1 to ${most}`)
      .check(
        z.gte(1, `expected a whole number from 1 to ${most}`),
        z.lte(most, `expected a whole number from 1 to ${most}`),
      ),
  );

const rule = z.strictObject(
  {
    /** Who: `webhook:<sender>`, `timer:<schedule ARN>`, `queue:<SenderId>`, `invoke:<user>`. */
    from: list(caller),
    operations: list(
      z
        .string('expected the name of an operation')
        .check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected the name of an operation, no wildcard')),
    ),
    /** Absent: `HW_REGION_NAME`, `HW_PROJECT_ID`, any instance. */
    regions: z.optional(list(pattern)),
    projects: z.optional(list(pattern)),
    instances: z.optional(list(pattern)),
    max_targets: count(10_000),
    /** Of one operation, in any 60 minutes. */
    max_targets_per_hour: count(1000),
  },
  'expected a rule: from, operations and what they are limited to',
);

const NAME = /^[A-Za-z][A-Za-z0-9 ._-]{0,63}$/;
const document = z
  .record(z.string().check(z.regex(NAME)), rule, {
    error: ({ code }) =>
      code === 'invalid_key'
        ? 'expected a rule name: a letter, then at most 63 letters, digits, spaces and . _ -'
        : 'expected rules under their names',
  })
  .check(z.refine((rules) => Object.keys(rules).length > 0, 'expected at least one rule'));

/** What somebody may ask for. */
export type Rule = z.infer<typeof rule>;

/** Rules under their names, in the order in which they are tried. */
export type Policy = Readonly<Record<string, Rule>>;

/** Checks a policy document: the rules, or everything that is wrong with them and where. */
export function readPolicy(written: unknown): { policy: Policy } | { faults: Fault[] } {
  const read = z.safeParse(document, written, { reportInput: true });
  return read.success ? { policy: read.data } : { faults: faultsOf(read.error, 'a rule') };
}

let last: { readonly text: string; readonly policy: Policy } | undefined;

/** The policy in `POLICY`; undefined when none is set. Throws `Misconfigured`, which names every mistake. */
export function policyOf({ POLICY: text }: Pick<Config, 'POLICY'>): Policy | undefined {
  if (text === undefined || last?.text === text) return text === undefined ? undefined : last?.policy;
  const read = readPolicy(parseJson(text));
  if ('faults' in read) {
    const faults = read.faults.map(({ path, message }) => `POLICY${path && `.${path}`}: ${message}`);
    throw new Misconfigured(`wrong environment: ${faults.join('; ')}`);
  }
  last = { text, policy: read.policy };
  return read.policy;
}
