/** The names of the table's indexes. */
export const INDEXES = { due: 'due', recent: 'recent', pointers: 'pointers' } as const;
