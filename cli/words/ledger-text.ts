import { begunText, type Here } from './command-text.ts';

/** What is said when there may be more than was found. */
export const TOO_LARGE = 'The ledger is too large to be read whole: this is only a part of it.\n';

/** What is said of a request that the ledger does not hold. */
export const notThereText = (
  here: Here,
): string => `The ledger knows nothing of this request. It may still be on its queue, may have been refused as invalid
(${begunText('dead-letters list', here)} <operation>), may be another stage's (LEDGER_TABLE), or be older than the ledger's memory of 35 days.
`;
