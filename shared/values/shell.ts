/** A word of a command to paste: what comes from outside is quoted for a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
