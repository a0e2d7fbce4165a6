import { withoutMissing } from '../drift.ts';
import type { Handler } from '../exchange.ts';
import { instanceOfPath } from '../lookup.ts';

/** `GET …/instances/{id}/tags` of GeminiDB (fleet contract §3). */
export const listInstanceTags: Handler = (exchange) => {
  const instance = instanceOfPath(exchange, 'geminidb');
  return { status: 200, body: withoutMissing({ tags: instance.tags }, instance) };
};
