import type { Entry } from '../shared/ledger/entry/entry.ts';
import { isSentOn } from '../shared/ledger/entry/sent-on.ts';
import { requestKey } from '../shared/ledger/keys.ts';
import { openLedger } from '../shared/ledger/store.ts';
import { loadSettings, type Settings } from '../shared/settings/settings.ts';
import { Misconfigured } from '../shared/terms/errors.ts';
import { projectId } from '../shared/values/project-id.ts';
import { redact } from '../shared/values/redact.ts';
import { BadUsage } from './command.ts';
import { openDeadLetterQueue } from './dead-letter-queue.ts';
import { type DeadLettersOptions, readDeadLettersOptions } from './dead-letters-options.ts';
import { DEAD_LETTERS_USAGE } from './dead-letters-usage.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { intentIn, targetCount } from './intent-in.ts';
import { isCalled, type Letter, letterOf } from './letter.ts';
import { missing } from './needs.ts';
import { nextSteps } from './next-steps.ts';
import { partsInLedger } from './parts.ts';
import { type Planned, redrive } from './redrive.ts';
import { type Case, planRedrive } from './redrive-plan.ts';
import { print, say } from './streams.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { confirm } from './terminal/confirm.ts';
import { processTerminal } from './terminal/terminal.ts';
import { withAdvice } from './words/aws-advice.ts';
import { letterJson, letterText } from './words/letter-text.ts';
import { listed, tableText } from './words/list-text.ts';
import { planText, redrivenText } from './words/redrive-text.ts';

// How long messages stay hidden from others while a person decides.
const HOLD_SECONDS = 600;

const NEEDED = {
  list: ['DEAD_LETTER_QUEUE_URL'],
  show: ['DEAD_LETTER_QUEUE_URL', 'LEDGER_TABLE'],
  redrive: ['DEAD_LETTER_QUEUE_URL', 'QUEUE_URL', 'LEDGER_TABLE'],
} as const;

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const options = readDeadLettersOptions(args);
  if (options === 'help') {
    print(DEAD_LETTERS_USAGE);
    return EXIT.done;
  }
  return run(options, loadSettings());
}

async function run(options: DeadLettersOptions, config: Settings): Promise<number> {
  const { action, operation, id } = options;
  const unset = NEEDED[action].filter((name) => !config[name]);
  if (unset.length > 0) throw missing(`dead-letters ${action}`, unset);
  const { DEAD_LETTER_QUEUE_URL: deadLetterQueue = '', QUEUE_URL: workQueue = '' } = config;
  const deadLetters = openDeadLetterQueue(deadLetterQueue.replaceAll('{operation}', operation.name));
  const heldUntil = Date.now() + HOLD_SECONDS * 1000;
  const { messages, more } = await deadLetters.takeAll(HOLD_SECONDS);
  const hidden = new Set(messages);
  try {
    const found = messages
      .map((message) => ({ message, letter: letterOf(message) }))
      .filter(({ letter }) => id === undefined || isCalled(letter, id))
      .sort((one, other) => one.letter.time - other.letter.time);
    const letters = found.map(({ letter }) => letter);
    if (action === 'list') list(options, config, letters, more);
    if (action === 'show') await show(options, config, letters);
    if (id !== undefined && found.length === 0) {
      say(`${operation.name} has no dead letter ${id}${more ? ' among those that the queue showed' : ''}\n`);
      return EXIT.refused;
    }
    if (action !== 'redrive') return EXIT.done;

    const planned = await planAll(options, config, found);
    say(planText(planned));
    if (!options.yes) await confirmAll(options, planned);
    if (Date.now() > heldUntil) throw new BadUsage('confirmed too late, so nothing was sent: start over');
    const redriven = await redrive(operation, planned, { workQueue, deadLetters });
    for (const { message } of redriven.moved) hidden.delete(message);
    print(redrivenText(options, planned, redriven));
    if (redriven.failed) say(`${withAdvice(redriven.failed)}\n`);
    if (redriven.failed) return EXIT.unavailable;
    return redriven.moved.length < planned.length ? EXIT.refused : EXIT.done;
  } finally {
    await deadLetters.giveBack([...hidden]);
  }
}

function list({ operation, output }: DeadLettersOptions, config: Settings, letters: Letter[], more: boolean) {
  const rows = letters.map((letter) => listed(letter, targetCount({ operation, config, letter })));
  if (output === 'json') return print(json({ operation: operation.name, at_least: more, messages: rows }));
  if (rows.length > 0) print(tableText(rows));
  say(`${more ? 'at least ' : ''}${rows.length} on the dead-letter queue of ${operation.name}\n`);
}

async function show({ operation, output }: DeadLettersOptions, config: Settings, letters: Letter[]) {
  const messages: object[] = [];
  for (const letter of letters) {
    const about = await caseOf({ operation }, config, letter);
    const next = nextSteps(about, Date.now());
    if (output === 'text') print(letterText(letter, about.entry, next));
    else messages.push(letterJson(letter, about.entry, next));
  }
  if (messages.length > 0) print(json({ operation: operation.name, messages }));
}

async function planAll(
  { operation, id, resend, extend }: DeadLettersOptions,
  config: Settings,
  found: readonly Omit<Planned, 'plan'>[],
): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const { message, letter } of found) {
    const about = await caseOf({ operation }, config, letter);
    const plan = planRedrive(about, { named: id !== undefined, resend, extend }, Date.now());
    planned.push({ message, letter, plan });
  }
  return planned;
}

async function caseOf(
  { operation }: Pick<DeadLettersOptions, 'operation'>,
  config: Settings,
  letter: Letter,
): Promise<Case> {
  const about = { operation, config, letter, entry: await entryOf(operation.name, config, letter) };
  const { entry } = about;
  const intent = entry && isSentOn(entry) && intentIn(about, entry.intent, entry.triggered_at);
  if (!intent) return about;
  const ledger = openLedger(config.LEDGER_TABLE ?? '');
  return { ...about, inParts: await partsInLedger(operation, ledger, intent, entry.project_id) };
}

/** Throws `Misconfigured` when nothing tells the project, `PlatformUnavailable`. */
async function entryOf(
  operation: string,
  { place, LEDGER_TABLE = '' }: Settings,
  { intent, request_id }: Letter,
): Promise<Entry | undefined> {
  if (!intent) return undefined;
  const project = projectId.safeParse(intent.project_id).data ?? place.project_id;
  if (!project)
    throw new Misconfigured(`HW_PROJECT_ID is needed: the intent of ${request_id} names no project`);
  return (await openLedger(LEDGER_TABLE).read(requestKey(operation, project, request_id)))?.entry;
}

/**
 * Throws `BadUsage` unless the person at the terminal agrees: to each sending-again by its request_id, which answers for a
 * letter that was named; to all others with a yes.
 */
async function confirmAll({ id }: DeadLettersOptions, planned: readonly Planned[]): Promise<void> {
  const moving = planned.filter(({ plan }) => !('stays' in plan));
  const again = moving.filter(({ plan }) => !('stays' in plan) && plan.again.length > 0);
  if (moving.length > (id === undefined ? 0 : again.length)) {
    await confirm(processTerminal(), {
      to: moving.length === 1 ? 'redrive it' : `redrive these ${moving.length}`,
    });
  }
  for (const word of new Set(again.map(({ letter }) => letter.request_id))) {
    await confirm(processTerminal(), { word, to: 'send it AGAIN' });
  }
}

const json = (value: unknown) => `${JSON.stringify(redact(value), null, 2)}\n`;

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
