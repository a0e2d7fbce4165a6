import { onFirst, patch } from '../asked.ts';
import { newSecret, sign } from '../sign.ts';
import type { Stage } from '../stage.ts';

const REQUEST_ID = 'CHG-1042';

/** What a change desk was answered that handed in work and then asked what became of it, and what another was who asked the same. */
export interface DeskLoop {
  readonly taken: number;
  readonly told: { readonly status: number; readonly text: string };
  readonly forged: { readonly status: number; readonly text: string };
}

/** Hands in work by webhook, waits for what becomes of it, and asks for that: as the desk, and with a secret of nobody. */
export async function playDesk(stage: Stage): Promise<DeskLoop> {
  const { operation, intent } = onFirst(patch);
  const { answer } = await stage.fire('webhook', operation, intent, { webhookId: REQUEST_ID });
  await stage.settled();
  return {
    taken: answer?.status ?? 0,
    told: await ask(stage, stage.secret),
    forged: await ask(stage, newSecret()),
  };
}

async function ask({ httpApi }: Stage, secret: string) {
  const path = `/webhooks/requests/${REQUEST_ID}`;
  const { 'content-type': _, ...headers } = sign(secret, `GET ${path}`, Date.now());
  const reply = await fetch(`${httpApi.url}${path}`, { headers });
  return { status: reply.status, text: await reply.text() };
}

/** What is not as it should be, in words; nothing when all is well. */
export function compareDesk({ taken, told, forged }: DeskLoop): string[] {
  const wrong = (is: unknown, should: string) => `change desk: ${JSON.stringify(is)}, not ${should}`;
  return [
    ...(taken === 202 ? [] : [wrong(taken, '202 for the work')]),
    ...(told.status === 200 && told.text.includes('"status":"running"')
      ? []
      : [wrong(told, 'a 200 that tells of work that runs')]),
    ...(forged.status === 401 ? [] : [wrong(forged, '401 for a secret of nobody')]),
  ];
}

/** The same in a line that a person can read at a glance. */
export const deskSummary = ({ told }: DeskLoop): string =>
  `A change desk that handed in a patch by webhook asked what became of it, signed: ${told.text.slice(0, 60)}…; with a secret of nobody it is told nothing.`;
