import * as z from 'zod/mini';
import { type Entry, outcomesOf, settledStatus } from '../../ledger/entry/entry.ts';
import type { BusEvent } from '../../platform/ports.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Outcome } from '../../terms/outcome.ts';
import { outcome, status } from '../../terms/words.ts';
import { redact } from '../../values/redact.ts';
import { iso } from '../../values/time/instant.ts';
import { called, type Names, namesField } from '../names.ts';
import { aboutRequest, requestFields } from './about-request.ts';
import { type EventKind, time } from './kind.ts';

export const requestSettled: EventKind = {
  detailType: 'Upkeep Request Settled',
  written: 'when it is known what became of every target of a request',
  mail: true,
  became: ({ outcomes }) => becameOf(Array.isArray(outcomes) ? outcomes : []),
  detail: () =>
    z.looseObject({
      ...requestFields(),
      status: status(),
      outcomes: z.array(outcome()),
      settled_at: time(),
    }),
};

function becameOf(outcomes: readonly Partial<Outcome>[]): 'well' | 'badly' | 'otherwise' {
  if (outcomes.some(({ verdict }) => verdict === 'unknown')) return 'badly';
  const isWell = ({ verdict }: Partial<Outcome>) => verdict === 'accepted' || verdict === 'already_done';
  return outcomes.length > 0 && outcomes.every(isWell) ? 'well' : 'otherwise';
}

/** The event of an entry that was settled at a time (epoch ms); `key` is its name within the entry. */
export function settledEvent(
  operation: Operation,
  entry: Entry,
  key: string,
  at: number,
  names: Names,
): BusEvent {
  const outcomes = outcomesOf(entry);
  const became = settledStatus(entry);
  const sentence = `${operation.work} ${entry.request_id} was settled as ${became}: ${outcomes
    .map(({ target, verdict, reason }) =>
      [called(target, names), verdict.replace('_', ' '), reason && `(${reason})`].filter(Boolean).join(' '),
    )
    .join('; ')}`;
  return {
    key,
    detailType: requestSettled.detailType,
    at,
    detail: redact({
      ...aboutRequest(operation, entry, key),
      status: became,
      outcomes,
      ...namesField(
        outcomes.map(({ target }) => target),
        names,
      ),
      settled_at: iso(at),
      sentence,
    }),
  };
}
