/** What the vendor's signer asks of lodash: a stable sort by a text. */
export const sortBy = (items: readonly string[], textOf: (item: string) => string): string[] =>
  items.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0));
