import type { RolloutHead } from '../../fleet/rollout/rollout.ts';
import { type DecisionMessage, readDecision } from '../../fleet/steering/decision-message.ts';
import { mayDecide, ruleOf, whyForbidden } from '../../fleet/steering/forbids.ts';
import { openSteering } from '../../fleet/steering/store.ts';
import { openFleetTable, putOnQueue } from '../../platform/platform.ts';
import type { HttpRequest, Invocation } from '../../platform/ports.ts';
import { type Given, inForce, type Settings } from '../../settings/settings.ts';
import { carry } from '../../terms/carried.ts';
import { Forbidden, Misconfigured } from '../../terms/errors.ts';
import { type HttpAnswer, Refused } from './answer.ts';
import { authenticateBody, properId } from './authenticate.ts';
import { answered, type Trace } from './print-call.ts';

/** The queue of the function that heeds decisions. */
const DECIDES = 'decide-rollouts';

/** Every status that a decision is answered with, and what it means to the sender; schemas/openapi.json tells them. */
export const DECISION_ANSWERS = {
  202: "Queued. What came of it stands in the rollout's log; a refusal is posted to the sender's URL, where it has one.",
  400: 'No decision that can be read; every fault is named with its path.',
  401: 'No sender signs like this, or not now.',
  403: 'No rule lets the sender decide this about such a rollout.',
  413: 'More than 256 KiB.',
  500: 'A fault of ours; not taken.',
  503: 'Not taken: send it again later, under the same webhook-id.',
} as const;

/** Answers one decision about rollouts: verified, judged by the policy and put on the queue of decisions (202), or refused. One log line. */
export const receiveDecision = (
  request: HttpRequest,
  { id }: Invocation,
  given: Given,
): Promise<HttpAnswer> => {
  const trace: Trace = { request_id: id };
  return answered('receive-decision', trace, async () => ({
    statusCode: 202,
    body: await take(request, trace, inForce(given)),
  }));
};

async function take(request: HttpRequest, trace: Trace, settings: Settings): Promise<object> {
  const { sender, id, at } = await authenticateBody(request, settings);
  trace.sender = sender;
  const request_id = properId(id);
  trace.request_id = request_id;
  const read = readDecision(request.body.toString('utf8'));
  if ('faults' in read) throw new Refused(400, 'the decision is not valid', read.faults);
  const { message } = read;
  Object.assign(trace, message);
  await authorizeDecision(message, sender, settings);
  if (!settings.QUEUE_URL) throw new Misconfigured('QUEUE_URL is needed to take decisions');
  const attributes = carry({ request_id, triggered_at: at, trigger: 'webhook', sender });
  await putOnQueue(settings.QUEUE_URL, DECIDES, [{ body: JSON.stringify(message), attributes }]);
  return { request_id, verb: message.verb, status: 'queued' };
}

/** Refuses what would be refused later for want of a rule, in the same words for a rollout that is not there. Throws `Forbidden`. */
async function authorizeDecision(
  message: DecisionMessage,
  sender: string,
  { POLICY: policy, FLEET_TABLE }: Settings,
): Promise<void> {
  if (!FLEET_TABLE) throw new Misconfigured('FLEET_TABLE is needed to take decisions');
  const by = `webhook:${sender}`;
  const rule = ruleOf(message.verb);
  const about = 'rollout' in message ? message.rollout : 'fleet' in message ? message.fleet : message.target;
  const forbidden = new Forbidden(`${by}: no rule lets them ${rule} ${about}, or there is none`);
  // Which waves a fleet has, and which rollouts list a target, is judged where it is heeded.
  if (!mayDecide(policy, by, rule, 'fleet' in message ? message.fleet : undefined)) throw forbidden;
  if (!('rollout' in message)) return;
  const head = (await openSteering(openFleetTable(FLEET_TABLE)).head(message.rollout))?.doc;
  const waves = 'wave' in message && message.wave !== undefined ? [message.wave] : namesOf(head);
  if (!head || whyForbidden(policy, by, rule, head.fleet, waves) !== undefined) throw forbidden;
}

const namesOf = (head: RolloutHead | undefined): string[] => (head?.waves ?? []).map(({ name }) => name);
