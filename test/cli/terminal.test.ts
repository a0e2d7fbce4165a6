import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { terminalOf } from '../../cli/terminal/terminal.ts';

/** A terminal of so many columns, or what stands in its place in a pipe, and what was written to it. */
function at(columns?: number) {
  const stream = () =>
    Object.assign(new PassThrough({ encoding: 'utf8' }), columns ? { isTTY: true, columns } : {});
  const [output, errors] = [stream(), stream()];
  const text = (from: PassThrough) => String(from.read() ?? '');
  return {
    terminal: terminalOf(new PassThrough(), output, errors),
    out: () => text(output),
    said: () => text(errors),
  };
}

const anything = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u202e', '\u200b', '\x1b', '\x9b', '\u2028', '\u{e0041}', '订', '\n', ' ', 'a'),
    fc.string({ unit: 'binary' }),
  ),
});

test('nothing that is written steers the terminal, hides or turns the writing round', () => {
  fc.assert(
    fc.property(anything, fc.constantFrom(undefined, 40), (text, columns) => {
      const { terminal, out, said } = at(columns);
      terminal.print(text);
      terminal.tell(text);
      terminal.say(text);
      expect(`${out()}${said()}`).not.toMatch(/(?![\t\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('JSON that is written keeps its value', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const { terminal, out } = at();
      const value = { [text]: text.toWellFormed() };
      terminal.print(JSON.stringify(value));
      expect(JSON.parse(out())).toEqual(value);
    }),
  );
});

test('a table is as wide as its terminal; for a program a row is a line, unless COLUMNS says how wide', () => {
  const { COLUMNS } = process.env;
  const width = (columns: string | undefined, cells?: number) => {
    if (columns === undefined) delete process.env.COLUMNS;
    else process.env.COLUMNS = columns;
    return at(cells).terminal.width;
  };
  try {
    const wide = Number.POSITIVE_INFINITY;
    expect([width(undefined, 100), width('200', 100)]).toEqual([100, 100]);
    expect([width(undefined), width('200'), width('40')]).toEqual([wide, 200, 40]);
    expect(['', '39', 'wide', '-1', '80.5'].map((one) => width(one))).toEqual(Array(5).fill(wide));
    const narrow = terminalOf(new PassThrough(), tty(0), tty(0));
    expect(narrow.width).toBe(80);
  } finally {
    if (COLUMNS === undefined) delete process.env.COLUMNS;
    else process.env.COLUMNS = COLUMNS;
  }
});

const tty = (columns: number) => Object.assign(new PassThrough(), { isTTY: true, columns });

test('prose fits a terminal, and stands line for line elsewhere', () => {
  const words = fc.array(fc.constantFrom('a', 'four', '订单', '046287aae578', ''), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 60 }), (some, columns) => {
      const line = some.join(' ');
      const shown = at(columns);
      shown.terminal.tell(line);
      shown.terminal.say(line);
      for (const text of [shown.out(), shown.said()]) {
        expect(text.split('\n').filter((one) => stringWidth(one) > columns)).toEqual([]);
        expect(text.split(/\s+/).filter(Boolean)).toEqual(line.split(/\s+/).filter(Boolean));
      }
      const piped = at();
      piped.terminal.tell(line);
      expect(piped.out()).toBe(line);
    }),
  );
});
