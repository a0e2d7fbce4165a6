/** A word of a command to paste: what comes from outside is quoted for a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same, quoted only where the shell would read it otherwise than as it stands. */
export const shellWord = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : quoted(text));
