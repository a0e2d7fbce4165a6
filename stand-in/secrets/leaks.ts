import type { Kept } from './kept.ts';

/** A secret, or a stretch of one, that stands in something that left the product. */
export interface Leak {
  readonly where: string;
  readonly secret: string;
  readonly text: string;
}

// What is cut in the middle still gives half of it away.
const PIECE = 16;

/** Every place where a secret shows, in the clear, in JSON or in a URL, whole or cut. */
export function leaksIn({ outputs, secrets }: Pick<Kept, 'outputs' | 'secrets'>): Leak[] {
  const secretOf = new Map<string, string>();
  for (const secret of secrets) {
    for (const text of spellingsOf(secret)) {
      secretOf.set(text.slice(0, PIECE), secret).set(text.slice(-PIECE), secret);
    }
  }
  const lengths = new Set([...secretOf.keys()].map(({ length }) => length));
  return [...outputs].flatMap(([text, where]) => {
    // All secrets at once: a long run uses thousands of them.
    const found = new Set<string>();
    for (const length of lengths) {
      for (let start = 0; start + length <= text.length; start++) {
        const secret = secretOf.get(text.slice(start, start + length));
        if (secret !== undefined) found.add(secret);
      }
    }
    return [...found].map((secret) => ({ where, secret, text: text.slice(0, 2000) }));
  });
}

const spellingsOf = (secret: string) => [
  ...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
];
