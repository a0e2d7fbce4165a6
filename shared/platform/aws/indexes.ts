/** The names of the ledger table's indexes. */
export const INDEXES = { due: 'due', recent: 'recent', pointers: 'pointers' } as const;

/** The names of the fleet table's indexes. */
export const FLEET_INDEXES = { due: 'due', overdue: 'overdue' } as const;
