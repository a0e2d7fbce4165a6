import { expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import type { Example } from '../../shared/terms/operation.ts';
import { faultsIn, idOf, operationNamed } from './intent-cases.ts';

/** Texts that grow, of the characters that the product's forms are made of. */
const TEXTS: Readonly<Record<string, (size: number) => string>> = {
  letters: (size) => 'a'.repeat(size),
  blanks: (size) => ' '.repeat(size),
  'versions, all the same': (size) => `3.208.0.6${',3.208.0.6'.repeat(size / 10)}`,
  'versions, each another': (size) => Array.from({ length: size / 8 }, (_, n) => `1.0.${n + 1000}`).join(','),
  'a version of many numbers': (size) => `1${'.1'.repeat(size / 2)}`,
  'a duration of many digits': (size) => `PT${'0'.repeat(size)}10M`,
  'a time of many digits': (size) => `2026-11-21T19:11:35.${'0'.repeat(size)}Z`,
  'a URL of many parameters': (size) =>
    `https://b.obs.ap-southeast-1.myhuaweicloud.com/x?${'Expires=1&'.repeat(size / 10)}`,
  'a URL of many dots': (size) => `https://${'a.'.repeat(size / 2)}obs.ap-southeast-1.myhuaweicloud.com/x`,
  'other scripts': (size) => '插'.repeat(size),
  'half characters': (size) => '\ud800'.repeat(size),
};
/** The smaller first, so that what grows too fast is told soon. */
const SIZES = [1_000, 8_000];
const GROWTH = 8;

/** The CPU time, in ms, that one reading took. */
function workOf(read: () => void): number {
  const before = process.cpuUsage();
  read();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

// Whatever else the process did meanwhile, such as compiling or collecting garbage, only ever adds to a measurement: the least counts.
const MEASUREMENTS = 12;
const HOPELESS = { factor: 10, after: 3 };

/** Work that grows with the square of the size would grow 64-fold, each time; below 1 ms a clock tells nothing. */
const growsInStep = (read: (size: number) => void): boolean =>
  SIZES.every((size) => {
    const most =
      3 *
      GROWTH *
      Math.max(
        workOf(() => read(size)),
        1,
      );
    let least = Number.POSITIVE_INFINITY;
    for (let measured = 1; measured <= MEASUREMENTS && least > most; measured++) {
      least = Math.min(
        least,
        workOf(() => read(size * GROWTH)),
      );
      if (measured >= HOPELESS.after && least > HOPELESS.factor * most) return false;
    }
    return least <= most;
  });

test.each(catalog.map(({ name }) => name))(
  'reading an intent of %s takes work in step with its length',
  async (name) => {
    const operation = operationNamed(name);
    const { examples } = (await import(`../../functions/${name}/examples.ts`)) as { examples: Example[] };
    const intent: Readonly<Record<string, unknown>> = {
      ...examples[0]?.intent,
      ...{ request_id: 'r', region: 'r', project_id: 'p', not_before: 'n', not_after: 'n', reason: 'r' },
      ...{ change_id: 'c', requested_by: 'r', language: 'l', dry_run: 'd' },
    };
    const slow: string[] = [];
    for (const [field, value] of Object.entries(intent)) {
      for (const [kind, text] of Object.entries(TEXTS)) {
        const long = (size: number) => (Array.isArray(value) ? [text(size)] : text(size));
        if (!growsInStep((size) => faultsIn(operation, { ...intent, [field]: long(size) }))) {
          slow.push(`${field}: ${kind}`);
        }
      }
      const many = (size: number) => Array.from({ length: size / 40 }, (_, n) => idOf(n, 'in99'));
      if (!growsInStep((size) => faultsIn(operation, { ...intent, [field]: many(size) }))) {
        slow.push(`${field}: many ids`);
      }
    }
    const keys = (size: number) =>
      Object.fromEntries(Array.from({ length: size / 10 }, (_, n) => [`unknown${n}`, 1]));
    if (!growsInStep((size) => faultsIn(operation, { ...intent, ...keys(size) })))
      slow.push('unknown fields');
    expect(slow).toEqual([]);
  },
);
