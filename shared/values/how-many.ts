/** A count in words, as `1 target` or `3 targets`. */
export const howMany = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
