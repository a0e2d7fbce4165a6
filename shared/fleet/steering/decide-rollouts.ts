import { openFleetTable } from '../../platform/platform.ts';
import type { Invocation, Received } from '../../platform/ports.ts';
import { mayBringDecisions } from '../../settings/own-senders.ts';
import { type Given, inForce, type Settings } from '../../settings/settings.ts';
import { decisionRefusedEvent, type RefusedDecision } from '../../telling/events/decision-refused.ts';
import { handToBus } from '../../telling/hand-to-bus.ts';
import { metricsOf, printLine } from '../../telling/log.ts';
import { carried } from '../../terms/carried.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { redact } from '../../values/redact.ts';
import { bundledFleets } from '../bundled.ts';
import { askForPlan } from './ask-for-plan.ts';
import { type DecisionMessage, readDecision } from './decision-message.ts';
import { type Came, type Heeded, heed, listing } from './heed.ts';
import { openSteering, type Store } from './store.ts';

/** Does what the messages of a batch decide, in their order; returns the ids of those that a later try may cure. */
export async function decideRollouts(
  messages: readonly Received[],
  _invocation: Invocation,
  given: Given,
): Promise<string[]> {
  const handedBack: string[] = [];
  for (const message of messages) {
    const read = readDecision(message.body);
    try {
      if ('faults' in read) {
        const words = read.faults.map(({ path, message: why }) => [path, why].filter(Boolean).join(': '));
        // Nobody can read it later either: the dead letters keep it.
        throw new TypeError(`no decision that can be read: ${words.join('; ')}`);
      }
      const { desk, ...by } = broughtBy(message, given);
      const said = { ...by, message: read.message };
      const outcome = await outcomeOf(said, inForce(given));
      if (desk && 'refused' in outcome)
        await tellDesk({ ...desk, reason: outcome.refused }, said, inForce(given));
      tell(said, outcome);
    } catch (error) {
      handedBack.push(message.id);
      tellFailure(message.id, error);
    }
  }
  return handedBack;
}

/** The change desk that a decision is of, and the id of its webhook. */
type Desk = Pick<RefusedDecision, 'sender' | 'request_id'>;

/**
 * Who decided: whoever SQS names, or the sender of a webhook, for whom one function of ours speaks and for nobody else. The same
 * webhook is the same decision however often it comes. Throws `TypeError` for a message of that function that names no sender.
 */
function broughtBy(
  { id, attributes, sender, principal, sent_at = Date.now() }: Received,
  given: Given,
): Omit<Came, 'message'> & { desk?: Desk } {
  const { trigger, sender: desk, request_id, triggered_at = sent_at } = carried(attributes);
  const believed = mayBringDecisions(principal, given);
  if (believed && trigger === 'webhook' && desk && request_id) {
    const by = `webhook:${desk}`;
    const at = Math.min(triggered_at, sent_at);
    return { id: `${by}:${request_id}`, by, at, desk: { sender: desk, request_id } };
  }
  if (believed && inForce(given).OWN_SENDERS)
    throw new TypeError('a decision by webhook that names no sender');
  return { id, by: `queue:${sender ?? ''}`, at: sent_at };
}

/** A decision that the bus did not take comes again from the queue, and is refused again under the same id. */
async function tellDesk(
  refused: Omit<RefusedDecision, 'decision'>,
  { message }: Came,
  settings: Settings,
): Promise<void> {
  await handToBus(settings, [decisionRefusedEvent({ ...refused, decision: message }, Date.now())]);
}

async function outcomeOf(came: Came, settings: Settings): Promise<Heeded> {
  const { FLEET_TABLE, POLICY: policy } = settings;
  if (!FLEET_TABLE) throw new Misconfigured('decisions need FLEET_TABLE');
  const store = openSteering(openFleetTable(FLEET_TABLE));
  const { message } = came;
  if (message.verb === 'plan') {
    return askForPlan({ ...came, message }, { store, policy, fleets: await bundledFleets(settings) });
  }
  const rollouts = message.verb === 'hold' ? await listing(message.target, store) : [message.rollout];
  if (rollouts.length === 0) return { refused: `no open rollout lists ${targetOf(message)}` };
  const heeded = [];
  for (const rollout of rollouts) heeded.push(await one(rollout, { ...came, message }, store, policy));
  return heeded.find((outcome) => 'refused' in outcome) ?? { done: true };
}

const targetOf = (message: DecisionMessage): string => ('target' in message ? message.target : '');

async function one(
  rollout: string,
  came: Parameters<typeof heed>[1],
  store: Store,
  policy: Settings['POLICY'],
): Promise<Heeded> {
  const heeded = await heed(rollout, came, { store, policy }, Date.now());
  if (!heeded) throw new Error(`rollout ${rollout} was written by others again and again`);
  return heeded;
}

const METRICS = metricsOf({ decided: 'Count', refused: 'Count', failed: 'Count' });

/** One line for each decision. */
function tell({ id, by, message }: Came, outcome: Heeded): void {
  const { verb } = message;
  const refused = 'refused' in outcome;
  const fields = redact({
    operation: 'decide-rollouts',
    message: id,
    by,
    verb,
    ...('rollout' in message && { rollout: message.rollout }),
    ...('fleet' in message && { fleet: message.fleet }),
    ...('wave' in message && message.wave !== undefined && { wave: message.wave }),
    ...(message.reason !== undefined && { because: message.reason }),
    ...(message.said_by !== undefined && { said_by: message.said_by }),
    ...(refused && { reason: outcome.refused }),
    status: refused ? 'refused' : 'done',
  });
  const counts = { decided: refused ? 0 : 1, refused: refused ? 1 : 0, failed: 0 };
  printLine(refused ? 'WARN' : 'INFO', { ...fields, ...counts }, METRICS, [['operation']]);
}

function tellFailure(id: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const fields = redact({ operation: 'decide-rollouts', message: id, reason });
  printLine('ERROR', { ...fields, decided: 0, refused: 0, failed: 1 }, METRICS, [['operation']]);
}
