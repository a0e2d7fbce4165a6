import { isNewest } from '../shared/desk/find-rollout.ts';
import { readLog } from '../shared/desk/read-rollout.ts';
import { decide } from '../shared/fleet/rollout/decide.ts';
import type { RolloutHead } from '../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../shared/fleet/rollout/target.ts';
import type { DecisionMessage } from '../shared/fleet/steering/decision-message.ts';
import { decisionOf } from '../shared/fleet/steering/heed.ts';
import { type LogLine, openSteering, type Store } from '../shared/fleet/steering/store.ts';
import type { FleetTable } from '../shared/platform/fleet-ports.ts';
import { openFleetTable } from '../shared/platform/platform.ts';
import { wait } from '../shared/platform/wait.ts';
import { MINUTE, SECOND } from '../shared/values/time/units.ts';
import type { Here } from '../shared/words/command-text.ts';
import type { OfStage, Session } from './command.ts';
import { putDecision } from './decision-queue.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { ofStage, outputCalled, reasonIn } from './reads.ts';
import type { Called } from './rollout-called.ts';
import { confirm } from './terminal/confirm.ts';
import { person } from './terminal/person.ts';
import type { Terminal } from './terminal/terminal.ts';
import { type Decided, decidedJson, decidedText } from './words/decided-text.ts';
import { standingText } from './words/rollout-text.ts';

/** A decision about one rollout. */
type AboutOne = Exclude<DecisionMessage, { verb: 'plan' | 'hold' }>;

/** The options of every command that decides. */
export const deciding = {
  reason: { takes: '<text>', says: 'why, for the record of the rollout', read: reasonIn },
  yes: { says: 'do not ask for confirmation; needed where no terminal is on the standard input' },
  output: { takes: 'text|json', says: 'text for a person (default); json for programs', read: outputCalled },
  ...ofStage,
} as const;

/** What each exit code of such a command means. */
export const DECIDED_EXITS = {
  0: 'it is so now',
  1: 'refused',
  2: 'it was sent, and nobody has heard of it within a minute',
  64: 'bad usage or not confirmed',
  69: 'configuration, the fleet table, or the queue',
} as const;

/** What such a command reads. */
export const DECIDING_READS =
  'AWS_REGION and AWS credentials that may read the fleet table (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query) and send to the queue of decisions (sqs:SendMessage), whose role policy.yml lets decide.';

/** With what it is decided. */
export interface Deciding {
  readonly table: FleetTable;
  readonly store: Store;
  readonly queue: string;
  readonly terminal: Terminal;
  readonly here: Here;
  readonly yes: boolean;
  readonly output: 'text' | 'json' | undefined;
}

/** Opens that, as the options of a command say. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function openDeciding(
  { yes, output, ...asked }: Pick<Deciding, 'yes' | 'output'> & OfStage,
  { terminal, readSettings, here }: Session<'FLEET_TABLE' | 'QUEUE_URL'>,
): Promise<Deciding> {
  const settings = await readSettings(asked);
  const table = openFleetTable(settings.FLEET_TABLE);
  const store = openSteering(table);
  return { table, store, queue: settings.QUEUE_URL, terminal, here, yes, output };
}

/** What every message about a rollout says: the number that somebody saw is the number that they decide by. */
export const about = ({ id, decision }: RolloutHead, reason: string | undefined) => ({
  rollout: id,
  decision,
  ...(reason !== undefined && { reason }),
});

/**
 * Shows a rollout and what would be decided about it, asks, sends that, and tells what came of it. What would be refused as things
 * stand is not sent. Throws `BadUsage`, `PlatformUnavailable`.
 */
export async function decideAbout(
  { head, open }: Called,
  message: AboutOne,
  effect: string,
  deciding: Deciding,
): Promise<ExitCode> {
  const { store, terminal, here } = deciding;
  const now = Date.now();
  terminal.say(standingText(head, { now, width: terminal.width, here }));
  const refused = await foreseen(head, open, message, store, now);
  if (refused !== undefined) {
    const says = `${refused}; nothing was sent`;
    write(terminal, message, [{ rollout: head.id, is: 'refused', says }], deciding.output);
    return EXIT.refused;
  }
  return sendDecision(message, [head.id], effect, deciding);
}

/** Asks, sends a decision, waits until the logs of its rollouts tell of it, and says what came of it. */
export async function sendDecision(
  message: Exclude<DecisionMessage, { verb: 'plan' }>,
  rollouts: readonly string[],
  effect: string,
  { table, queue, terminal, yes, output }: Deciding,
): Promise<ExitCode> {
  terminal.say(`\n${effect}\n`);
  if (!yes) await confirm(terminal, { to: message.verb, so: 'nothing was decided' });
  const id = await putDecision(queue, message);
  const heard = await heardOf(table, rollouts, id);
  const outcomes = rollouts.map((rollout) => outcomeOf(rollout, heard.get(rollout)));
  write(terminal, message, outcomes, output);
  if (outcomes.some(({ is }) => is === 'refused')) return EXIT.refused;
  return outcomes.every(({ is }) => is === 'done') ? EXIT.done : EXIT.unknown;
}

function write(
  { print, tell }: Terminal,
  { verb }: Pick<DecisionMessage, 'verb'>,
  outcomes: readonly Decided[],
  output: Deciding['output'],
): void {
  if (output === 'json') print(decidedJson(verb, outcomes));
  else tell(decidedText(outcomes));
}

function outcomeOf(rollout: string, line: LogLine | undefined): Decided {
  if (!line) return { rollout, is: 'not_heard_of' };
  return { rollout, is: line.refused ? 'refused' : 'done', says: line.sentence };
}

const HEARD_WITHIN = MINUTE;
const LOOKED_EVERY = 2 * SECOND;

/** The lines that rollouts have written about a message, by their ids, as soon as all have, or after a minute. */
async function heardOf(
  table: FleetTable,
  rollouts: readonly string[],
  id: string,
): Promise<ReadonlyMap<string, LogLine>> {
  const heard = new Map<string, LogLine>();
  for (let waited = 0; ; waited += LOOKED_EVERY) {
    for (const rollout of rollouts) {
      const line = heard.get(rollout) ?? (await readLog(table, rollout)).findLast((one) => one.id === id);
      if (line) heard.set(rollout, line);
    }
    if (heard.size === rollouts.length || waited >= HEARD_WITHIN) return heard;
    await wait(LOOKED_EVERY);
  }
}

/** Why it would be refused as things stand, whoever sends it; undefined where it would not. Who may is the function's to judge. */
async function foreseen(
  head: RolloutHead,
  open: readonly RolloutHead[],
  message: AboutOne,
  store: Store,
  now: number,
): Promise<string | undefined> {
  const approval = { ...head.spec.approval, by: ['*'], needs: 1 };
  const anybody = { ...head, spec: { ...head.spec, approval } };
  const said = { by: person(), at: now, ...(message.reason !== undefined && { because: message.reason }) };
  const rows = 'ids' in message && message.ids.length > 0 ? await named(head, message.ids, store) : [];
  const facts = { forbids: () => undefined, newest: isNewest(head, open), rows };
  const decided = decide(anybody, decisionOf(message, said, head), facts, now);
  return 'refused' in decided ? decided.refused : undefined;
}

async function named({ id }: RolloutHead, ids: readonly string[], store: Store): Promise<RolloutTarget[]> {
  const found: RolloutTarget[] = [];
  for await (const rows of store.targets(id))
    found.push(...rows.filter(({ target }) => ids.includes(target)));
  return found;
}
