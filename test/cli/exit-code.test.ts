import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { exitCode } from '../../cli/exit-code.ts';
import { accepted, type Outcome, rejected } from '../../shared/terms/outcome.ts';
import type { Status } from '../../shared/terms/report.ts';
import { inProcess } from './in-process.ts';

const of = (status: Status, outcomes: Outcome[] = []) => ({ status, outcomes });

test.each([
  ['accepted', 0],
  ['dry_run', 0],
  ['partial', 1],
  ['rejected', 1],
  ['expired', 1],
  ['forbidden', 1],
  ['unknown', 2],
  ['held', 3],
  ['invalid', 64],
  ['failed', 69],
] as const)('%s exits with %i', (status, code) => {
  expect(exitCode([of(status)])).toBe(code);
});

test('help and docs/commands.md name every status that ends with 1', async () => {
  const sentence = (text: string) => /\b0 all accepted[^1]*\b1\b(.*?)\b2 unknown/s.exec(text)?.[1];
  for (const text of [
    (await inProcess(['invoke', '--help'])).stdout,
    readFileSync('docs/commands.md', 'utf8'),
  ]) {
    for (const word of ['refused', 'forbidden', 'partial', 'expired']) expect(sentence(text)).toContain(word);
  }
});

test('the worst report wins', () => {
  const codes = (...statuses: Status[]) => exitCode(statuses.map((status) => of(status)));
  expect(codes('accepted', 'held', 'rejected', 'invalid', 'failed', 'unknown')).toBe(2);
  expect(codes('failed', 'partial')).toBe(69);
  expect(codes('invalid', 'rejected')).toBe(64);
  expect(codes('held', 'rejected')).toBe(1);
  expect(codes('accepted', 'held')).toBe(3);
});

test('a duplicate counts as what the original came to', () => {
  expect(exitCode([of('duplicate', [accepted('a', 'job')])])).toBe(0);
  expect(exitCode([of('duplicate', [rejected('a', { reason: 'no' })])])).toBe(1);
  expect(exitCode([of('duplicate')])).toBe(2);
});
