/** Compares dotted versions number by number, as proxies' are zero-padded (contract §11). */
export const compareVersions = (a: string, b: string): number => {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** A version as GaussDB's v3.1 and v3.3 spell it (fleet contract §2.1, §4). */
export const prefixed = (version: string): string => `V2.0-${version}`;
