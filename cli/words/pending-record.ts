import type { Found } from '../candidate.ts';
import { PENDING_HEADS, pendingCells } from './pending-cells.ts';
import { whyNot } from './pending-text.ts';

/** Every candidate as a row for a file, the heads first: the table's cells, the operation, its intent, or why there is none; `now` in epoch ms. */
export const pendingRows = (founds: readonly Found[], now: number): string[][] => [
  [...PENDING_HEADS, 'region', 'project', 'operation', 'intent', 'not proposed because'],
  ...founds.flatMap(({ operation, place, candidates = [] }) =>
    candidates.map((candidate) => [
      ...pendingCells(operation, candidate, ''),
      place.region,
      place.project_id,
      operation.name,
      candidate.intent ? JSON.stringify(candidate.intent) : '',
      whyNot(candidate, now).join('; '),
    ]),
  ),
];
