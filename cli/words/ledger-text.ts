import { begunText, type Here } from '../../shared/words/command-text.ts';

/** What is said when there may be more than was found. */
export const TOO_LARGE = 'There is more than is read at once: this is only the latest part of it.\n';

/** What is said of what only a search of the whole ledger finds. */
export const scannedText = (count: number): string =>
  `${count} of these requests ${count === 1 ? 'was' : 'were'} written by an older version and found by reading the whole ledger, which ends by itself 35 days after the deployment.\n`;

/** What is said of a request that the ledger does not hold. */
export const notThereText = (
  here: Here,
): string => `The ledger knows nothing of this request. It may still be on its queue, may have been refused as invalid
(${begunText('dead-letters list', here)} <operation>), may be another stage's (LEDGER_TABLE), or be older than the ledger's memory of 35 days.
`;
