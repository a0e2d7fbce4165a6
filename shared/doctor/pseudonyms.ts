import { createHmac } from 'node:crypto';

/** Stands in for what is the customer's: the same text always for the same, of the same length and form. */
export interface Pseudonyms {
  /** Another text of the same form; what separates words stays, and every word in it is replaced. */
  for(text: string): string;
  /** A text of the vendor's: replaced is only a word that was replaced elsewhere, as a name that found its way into it. */
  scrub(text: string): string;
}

// An id keeps the suffix that tells what it is of: in14, po01, no06 (contract §10).
const ID = /^([0-9a-zA-Z]{20,})((?:in|po|pn|no|gr|br|pr)\d\d)$/;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
// Neither letter, digit nor plain ASCII: a name can be made of such, too.
const SYMBOL = /[^\p{L}\p{N}\p{M}\p{ASCII}]/gu;
// Shorter words are in every text, and so are years and offsets.
const TELLING = /^(?=.{4})(?!\d{4}$)/u;

/** Pseudonyms that only the `key` leads back from; those of `vendors` are the vendor's own, and never scrubbed. */
export function pseudonyms(key: Buffer, vendors: readonly string[] = []): Pseudonyms {
  const spare = new Set(vendors.flatMap((text) => text.match(WORD) ?? []));
  const given = new Map<string, string>();
  const taken = new Set<string>();
  const wordFor = (word: string): string => {
    const known = given.get(word);
    if (known !== undefined) return known;
    for (let attempt = 0; ; attempt++) {
      const made = disguised(word, createHmac('sha512', key).update(`${attempt} ${word}`).digest());
      // A short word has few others of its form; then two may share one.
      if (made === word || (taken.has(made) && attempt < 32)) continue;
      given.set(word, made);
      taken.add(made);
      return made;
    }
  };
  return {
    for: (text) => text.replace(WORD, wordFor).replace(SYMBOL, '?'),
    scrub: (text) =>
      text.replace(WORD, (word) =>
        TELLING.test(word) && !spare.has(word) ? (given.get(word) ?? word) : word,
      ),
  };
}

const HEX = '0123456789abcdef';
const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Letters for letters and digits for digits; where there are only hex digits, any of them. */
function disguised(word: string, random: Buffer): string {
  const [, body = word, suffix = ''] = ID.exec(word) ?? [];
  const hex = /^[0-9a-f]{8,}$/.test(body) || /^(?=.*\d)(?=.*[a-f])[0-9a-f]{4,}$/.test(body);
  const other = [...body].map((character, index) => {
    const byte = random[index % random.length] ?? 0;
    const spun = byte + Math.floor(index / random.length) * 7;
    if (hex) return HEX[spun % HEX.length];
    if (/\d/.test(character)) return DIGITS[spun % DIGITS.length];
    const letter = LETTERS[spun % LETTERS.length] ?? 'x';
    return /\p{Lu}/u.test(character) ? letter.toUpperCase() : letter;
  });
  return `${other.join('')}${suffix}`;
}
