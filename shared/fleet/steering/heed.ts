import type { Policy } from '../../policy/policy.ts';
import { redactText } from '../../values/redact.ts';
import { parseInstant } from '../../values/time/instant.ts';
import { decide } from '../rollout/decide.ts';
import type { Decision, Ruled } from '../rollout/decision.ts';
import type { By, RolloutHead } from '../rollout/rollout.ts';
import { isOver } from '../rollout/state.ts';
import type { RolloutTarget } from '../rollout/target.ts';
import type { DecisionMessage } from './decision-message.ts';
import { whyForbidden } from './forbids.ts';
import type { Store } from './store.ts';

/** A decision that came: its message, that message's id, and who sent it when. */
export interface Came {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly message: DecisionMessage;
}

/** What became of it. */
export type Heeded = { readonly done: true } | { readonly refused: string };

/** A message about rollouts. */
type AboutRollout = Exclude<DecisionMessage, { verb: 'plan' }>;

/** How often a head is tried again that others write at the same time. */
const TRIES = 8;
/** So many messages are remembered in a head. */
const REMEMBERED = 20;

/**
 * Does what was decided about a rollout, once, and notes in its log what came of it; undefined where others wrote it at the same time
 * again and again. Throws `PlatformUnavailable`.
 */
export async function heed(
  rollout: string,
  { id, by, at, message }: Came & { readonly message: AboutRollout },
  { store, policy }: { store: Store; policy: Policy | undefined },
  now: number,
): Promise<Heeded | undefined> {
  const said = {
    by,
    at,
    ...(message.reason !== undefined && { because: redactText(message.reason) }),
    ...(message.said_by !== undefined && { said_by: redactText(message.said_by) }),
  };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const read = await store.head(rollout);
    if (!read) return { refused: `there is no rollout ${rollout}` };
    const { doc: head, version } = read;
    if (head.heard?.includes(id)) return noted(head, { done: true });
    const forbids = (rule: Ruled, wave?: string) =>
      whyForbidden(policy, by, rule, head.fleet, wave === undefined ? namesOf(head) : [wave]);
    const rows = await namedRows(head, message, store);
    const newest = !(await isNewer(head, store));
    const decided = decide(head, decisionOf(message, said, head), { forbids, newest, rows }, now);
    if ('refused' in decided) return noted(head, decided);
    const heard = [...(head.heard ?? []), id].slice(-REMEMBERED);
    const after = { ...decided.head, heard };
    if ((await store.putHead(after, now, version)) !== undefined) return noted(after, { done: true });
  }
  return undefined;

  async function noted(head: RolloutHead, heeded: Heeded): Promise<Heeded> {
    const refused = 'refused' in heeded;
    const inName = said.said_by === undefined ? '' : `, in the name of ${said.said_by}`;
    const sentence = [`${verbText(message)}${inName}`, refused && `refused: ${heeded.refused}`, said.because]
      .filter(Boolean)
      .join(': ');
    const { said_by } = said;
    const line = { id, at, by, sentence, ...(said_by !== undefined && { said_by }) };
    await store.log(head, [{ ...line, ...(refused && { refused }) }]);
    return heeded;
  }
}

const namesOf = ({ waves }: RolloutHead): string[] => waves.map(({ name }) => name);

/** A decision in words. */
function verbText(message: AboutRollout): string {
  const about = [
    'wave' in message ? message.wave : undefined,
    'target' in message ? message.target : undefined,
    'ids' in message ? message.ids.join(', ') : undefined,
    'until' in message ? `until ${message.until}` : undefined,
  ];
  return [message.verb, ...about].filter(Boolean).join(' ');
}

/** A message as a decision about a rollout. */
export function decisionOf(message: AboutRollout, said: By, { decision }: RolloutHead): Decision {
  switch (message.verb) {
    case 'proceed':
      return { ...said, verb: 'proceed', decision: message.decision, accept: message.ids };
    case 'retry':
      return { ...said, verb: 'retry', decision: message.decision, targets: message.ids };
    case 'hold': {
      const until = parseInstant(message.until)?.at ?? 0;
      return { ...said, verb: 'hold', decision, target: message.target, until };
    }
    case 'approve': {
      const { verb, hash, wave, decision: seen = decision } = message;
      return { ...said, verb, decision: seen, hash, ...(wave !== undefined && { wave }) };
    }
    case 'reject': {
      const { verb, hash, decision: seen = decision } = message;
      return { ...said, verb, decision: seen, hash };
    }
    case 'confirm':
    case 'veto': {
      const { verb, hash, wave, decision: seen = decision } = message;
      return { ...said, verb, decision: seen, hash, wave };
    }
    default: {
      const { reason: _, rollout: __, said_by: ___, ...rest } = message;
      return { ...said, ...rest };
    }
  }
}

/** The rows of the targets that a decision names. */
async function namedRows(head: RolloutHead, message: AboutRollout, store: Store): Promise<RolloutTarget[]> {
  if (!('ids' in message) || message.ids.length === 0) return [];
  const found: RolloutTarget[] = [];
  for await (const rows of store.targets(head.id)) {
    found.push(...rows.filter(({ target }) => message.ids.includes(target)));
  }
  return found;
}

/** Whether a newer plan of its fleet is proposed. */
async function isNewer({ id, fleet, state, asked }: RolloutHead, store: Store): Promise<boolean> {
  if (state !== 'proposed') return false;
  const known = (await store.fleets([fleet])).get(fleet)?.doc.rollouts ?? [];
  const heads = await store.heads(known.map((one) => one.id).filter((one) => one !== id));
  return heads.some((other) => other.state === 'proposed' && other.asked.at > asked.at);
}

/** The open rollouts that list a target, or targets of an instance. Throws `PlatformUnavailable`. */
export async function listing(target: string, store: Store): Promise<string[]> {
  const due = await store.due(Number.MAX_SAFE_INTEGER, MOST_OPEN);
  const heads = due.length > 0 ? await store.heads(due.map(({ id }) => id)) : [];
  const found: string[] = [];
  for (const head of heads.filter((one) => !isOver(one) && one.state !== 'planning')) {
    if (await lists(head, target, store)) found.push(head.id);
  }
  return found;
}

const MOST_OPEN = 1000;

async function lists({ id }: RolloutHead, target: string, store: Store): Promise<boolean> {
  for await (const rows of store.targets(id)) {
    if (rows.some((row) => row.target === target || row.instance === target)) return true;
  }
  return false;
}
