import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { confirm } from '../../cli/terminal/confirm.ts';

const ask = (typed: string, isTTY = true, words = {}, to = {}) => {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), to);
  input.end(typed);
  return { asked: confirm({ input, errors: output }, words), said: () => String(output.read() ?? '') };
};

test('the word yes confirms', async () => {
  const { asked, said } = ask('yes\n');
  await expect(asked).resolves.toBeUndefined();
  expect(said()).toContain('Type yes');
});

test('another word can be asked for, and then yes is not enough', async () => {
  const words = { word: 'change-7', to: 'send it AGAIN' };
  const { asked, said } = ask('change-7\n', true, words);
  await expect(asked).resolves.toBeUndefined();
  expect(said()).toContain('Type change-7 to send it AGAIN');
  await expect(ask('yes\n', true, words).asked).rejects.toThrow('not confirmed');
});

test.each(['y\n', 'no\n', 'YES\n', 'yes please\n', '\n', ''])('%j does not', async (typed) => {
  await expect(ask(typed).asked).rejects.toThrow('not confirmed, so nothing was sent');
});

test('without a terminal nobody is asked', async () => {
  const { asked, said } = ask('yes\n', false);
  await expect(asked).rejects.toThrow('--yes');
  expect(said()).toBe('');
});

test.each([{}, { isTTY: true, columns: 80 }])(
  'the question is plain text, also where what is shown is recorded (%j)',
  async (to) => {
    const { asked, said } = ask('yes\n', true, {}, to);
    await asked;
    expect(said()).toBe('Type yes to send this: ');
  },
);

test('Ctrl-C does not confirm, and nobody hears of the next one', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const before = process.listenerCount('SIGINT');
  const asked = confirm({ input, errors: new PassThrough() });
  process.emit('SIGINT');
  await expect(asked).rejects.toThrow('not confirmed, so nothing was sent');
  expect(process.listenerCount('SIGINT')).toBe(before);
});
