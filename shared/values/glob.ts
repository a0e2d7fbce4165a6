/**
 * Whether the whole text fits the pattern, in which `*` stands for any characters or none and `?` for exactly one;
 * everything else stands for itself, letter case included. Takes time in proportion to the product of both lengths at most.
 */
export function fits(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  // Where the last star stands, and how much of the text it has swallowed by now.
  let [star, swallowed] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      [star, swallowed] = [p, t];
      p++;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      swallowed++;
      p = star + 1;
      t = swallowed;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
