import { openFleetTable } from '../../../shared/platform/platform.ts';
import { ROLLOUT_HEAD, ROLLOUT_SCHEMA, rolloutKey } from '../../../shared/terms/release.ts';
import { asOperator } from '../as-operator.ts';
import { onFirst, patch } from '../asked.ts';
import { newSecret, sign } from '../sign.ts';
import type { Stage } from '../stage.ts';

const REQUEST_ID = 'CHG-1042';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * What a change desk was answered that handed in work and then asked what became of it, and what another was who asked the same;
 * what it was answered to an approval, to a decision that no rule lets it make, and what came of the approval.
 */
export interface DeskLoop {
  readonly taken: number;
  readonly told: Answer;
  readonly forged: Answer;
  readonly approval: Answer;
  readonly abort: Answer;
  readonly heeded: string | undefined;
}

/** Hands in work by webhook, waits for what becomes of it, and asks for that: as the desk, and with a secret of nobody. Then decides about a rollout that is over. */
export async function playDesk(stage: Stage): Promise<DeskLoop> {
  const { operation, intent } = onFirst(patch);
  const { answer } = await stage.fire('webhook', operation, intent, { webhookId: REQUEST_ID });
  await stage.settled();
  await keepRollout(stage);
  const approval = await decide(stage, { verb: 'approve', rollout: ROLLOUT, hash: HASH, said_by: 'Jo Doe' });
  const abort = await decide(stage, { verb: 'abort', rollout: ROLLOUT, decision: 1 });
  await stage.idle();
  return {
    taken: answer?.status ?? 0,
    told: await ask(stage, stage.secret),
    forged: await ask(stage, newSecret()),
    approval,
    abort,
    heeded: stage.followed.findLast((line) => line.includes('"operation":"decide-rollouts"')),
  };
}

const ROLLOUT = 'monthly-over';
const HASH = 'c0ffee42'.repeat(8);

/** As much of a rollout as is read of one that is over. */
async function keepRollout(stage: Stage): Promise<void> {
  const at = Date.now();
  const asked = { by: 'queue:AROAEXAMPLELEAD0001:anna', at };
  const waves = [{ name: 'all' }];
  const head = { schema: ROLLOUT_SCHEMA, id: ROLLOUT, fleet: 'monthly', state: 'closed', asked, waves };
  const key = { pk: rolloutKey(ROLLOUT), sk: ROLLOUT_HEAD };
  const item = { ...key, version: 1, write_id: ROLLOUT, doc: JSON.stringify({ ...head, decision: 1 }) };
  await asOperator(stage, () => openFleetTable(stage.ledger.fleetTable).putAll([item]));
}

async function decide({ httpApi, secret }: Stage, decision: object): Promise<Answer> {
  const body = JSON.stringify(decision);
  const headers = sign(secret, body, Date.now());
  const reply = await fetch(`${httpApi.url}/webhooks/decisions`, { method: 'POST', headers, body });
  return { status: reply.status, text: await reply.text() };
}

async function ask({ httpApi }: Stage, secret: string): Promise<Answer> {
  const path = `/webhooks/requests/${REQUEST_ID}`;
  const { 'content-type': _, ...headers } = sign(secret, `GET ${path}`, Date.now());
  const reply = await fetch(`${httpApi.url}${path}`, { headers });
  return { status: reply.status, text: await reply.text() };
}

/** What is not as it should be, in words; nothing when all is well. */
export function compareDesk({ taken, told, forged, approval, abort, heeded }: DeskLoop): string[] {
  const wrong = (is: unknown, should: string) => `change desk: ${JSON.stringify(is)}, not ${should}`;
  return [
    ...(taken === 202 ? [] : [wrong(taken, '202 for the work')]),
    ...(told.status === 200 && told.text.includes('"status":"running"')
      ? []
      : [wrong(told, 'a 200 that tells of work that runs')]),
    ...(forged.status === 401 ? [] : [wrong(forged, '401 for a secret of nobody')]),
    ...(approval.status === 202 ? [] : [wrong(approval, '202 for an approval that its rule lets it give')]),
    ...(abort.status === 403 ? [] : [wrong(abort, '403 for what no rule lets it decide')]),
    ...(heeded?.includes('"by":"webhook:change-desk"') && heeded.includes('"reason":"it is closed"')
      ? []
      : [wrong(heeded, 'an approval in the name of the desk, refused as its rollout is over')]),
  ];
}

/** The same in a line that a person can read at a glance. */
export const deskSummary = ({ told }: DeskLoop): string =>
  `A change desk that handed in a patch by webhook asked what became of it, signed: ${told.text.slice(0, 60)}…; with a secret of nobody it is told nothing. Its approval of a rollout was taken as that of webhook:change-desk; for an abort no rule names it: 403.`;
