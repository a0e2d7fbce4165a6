import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { confirm } from '../../cli/confirm.ts';

const ask = (typed: string, isTTY = true) => {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  input.end(typed);
  return { asked: confirm(input, output), said: () => String(output.read() ?? '') };
};

test('the word yes confirms', async () => {
  const { asked, said } = ask('yes\n');
  await expect(asked).resolves.toBeUndefined();
  expect(said()).toContain('Type yes');
});

test.each(['y\n', 'no\n', 'YES\n', 'yes please\n', '\n', ''])('%j does not', async (typed) => {
  await expect(ask(typed).asked).rejects.toThrow('not confirmed, so nothing was sent');
});

test('without a terminal nobody is asked', async () => {
  const { asked, said } = ask('yes\n', false);
  await expect(asked).rejects.toThrow('--yes');
  expect(said()).toBe('');
});
