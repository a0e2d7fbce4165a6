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
  const pieces = [...secrets].flatMap((secret) =>
    spellingsOf(secret)
      .flatMap((text) => [text.slice(0, PIECE), text.slice(-PIECE)])
      .map((piece) => ({ secret, piece })),
  );
  return [...outputs].flatMap(([text, where]) =>
    pieces
      .filter(({ piece }) => text.includes(piece))
      .map(({ secret }) => ({ where, secret, text: text.slice(0, 2000) })),
  );
}

const spellingsOf = (secret: string) => [
  ...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
];
