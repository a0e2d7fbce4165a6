/** What is made with its first use, and kept: for what most starts never need. */
export function madeOnce<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}
