/** A text of at most so many bytes of UTF-8, cut between characters; one that was cut ends in `…`. */
export function cutText(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const kept = bytes.subarray(0, Math.max(0, most - Buffer.byteLength('…')));
  // What is left of a character that was cut in two is dropped.
  return `${new TextDecoder().decode(kept, { stream: true })}…`;
}
