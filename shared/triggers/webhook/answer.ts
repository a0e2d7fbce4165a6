import { Ended, Forbidden, InvalidIntent } from '../../terms/errors.ts';
import type { Fault } from '../../values/fault.ts';

/** What the HTTP caller gets: a status and JSON. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer of JSON. */
export const answerOf = (statusCode: number, body: object): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Why an HTTP caller gets nothing, in HTTP's words. */
export class Refused extends Error {
  override readonly name = 'Refused' as const;
  readonly statusCode: number;
  readonly faults: readonly Fault[] | undefined;
  constructor(statusCode: number, message: string, faults?: readonly Fault[]) {
    super(message);
    this.statusCode = statusCode;
    this.faults = faults;
  }
}

/** What an HTTP caller is told of an error: nothing of our insides. */
export interface Refusal {
  readonly statusCode: number;
  readonly message: string;
  readonly faults?: readonly Fault[];
}

/** An error in HTTP's words. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) {
    const { statusCode, message, faults } = error;
    return { statusCode, message, ...(faults && { faults }) };
  }
  if (error instanceof Forbidden) return { statusCode: 403, message: error.message };
  if (error instanceof InvalidIntent)
    return { statusCode: 400, message: 'the intent is not valid', faults: error.faults };
  if (error instanceof Ended) return { statusCode: 503, message: 'not taken: send it again later' };
  return { statusCode: 500, message: 'internal error: not taken' };
}
