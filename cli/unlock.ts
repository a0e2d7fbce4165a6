import { catalog } from '../functions/catalog.ts';
import { doubtOver, workOn } from '../shared/ledger/locks/instance-lock.ts';
import { findLocks, type Lock, releaseLock } from '../shared/ledger/locks/release-lock.ts';
import type { Ledger } from '../shared/ledger/store.ts';
import { loadSettings, type Settings } from '../shared/settings/settings.ts';
import { releaseEvent } from '../shared/telling/release-event.ts';
import { redactText } from '../shared/values/redact.ts';
import { commandLine } from './command-line.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ledgerOf } from './find-requests.ts';
import { reasonIn } from './reason.ts';
import { requestCommand } from './request-command.ts';
import { rowsOf } from './request-rows.ts';
import { print, say } from './streams.ts';
import { tellBus } from './tell-bus.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { confirm } from './terminal/confirm.ts';
import { person } from './terminal/person.ts';
import { processTerminal } from './terminal/terminal.ts';
import { UNLOCK_USAGE } from './unlock-usage.ts';
import { oneLine } from './words/one-line.ts';

const line = commandLine('unlock');
const SO = 'nothing was released';

interface Asked {
  readonly instance: string;
  readonly reason: string;
  readonly whileAtWork: boolean;
  readonly yes: boolean;
}

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const { values, positionals } = line.parse(args, {
    reason: { type: 'string' },
    project: { type: 'string' },
    'while-at-work': { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) {
    print(UNLOCK_USAGE);
    return EXIT.done;
  }
  const [instance, ...more] = positionals;
  if (!instance || more.length > 0) throw line.wrong('expected one instance id and no other word');
  if (values.reason === undefined) throw line.wrong('--reason is needed: it stays on record');
  const reason = reasonIn(values.reason);
  const { project } = line.narrowed(values.project === undefined ? {} : { project: values.project });
  const config = loadSettings();
  const ledger = ledgerOf(config, 'unlock');
  const found = await findLocks(ledger, instance);
  const locks = found.filter(({ row }) => project === undefined || row.pk.split('#')[2] === project);
  if (locks.length > 1) {
    const projects = locks.map(({ row }) => row.pk.split('#').slice(1, 3).join(' ')).join(', ');
    throw line.wrong(`several know that instance: ${projects}; name one with --project`);
  }
  const asked = { instance, reason, whileAtWork: values['while-at-work'], yes: values.yes };
  return release(locks[0], asked, ledger, config);
}

async function release(
  lock: Lock | undefined,
  asked: Asked,
  ledger: Ledger,
  config: Settings,
): Promise<number> {
  const { instance, reason, whileAtWork, yes } = asked;
  const operation = catalog.find(({ name }) => name === lock?.holder.operation);
  const { entry, holder } = lock ?? {};
  const working = entry && holder && workOn(entry, holder.target);
  const held = entry && holder && (working ?? doubtOver(entry, holder.target));
  if (!lock || !entry || !holder || !operation || !held || holder.released) {
    say(`${instance}: no request holds it${holder?.released ? releasedText(holder.released) : ''}\n`);
    return EXIT.refused;
  }
  say(
    `${instance} is held: ${holder.operation} ${holder.request_id} ${held}\n${outcomeText(entry, holder.target)}`,
  );
  if (working && !whileAtWork) {
    say(
      'It is not released: the next request could work beside it. Wait, or look in the console and add --while-at-work.\n',
    );
    return EXIT.refused;
  }
  if (!yes) {
    const word = working ? { word: holder.request_id } : {};
    await confirm(processTerminal(), { ...word, to: `let others work on ${instance}`, so: SO });
  }
  const made = { by: person(), at: new Date().toISOString(), reason };
  if (!(await releaseLock(ledger, operation, lock, instance, made))) {
    say(`The lock has changed meanwhile, so ${SO}: look again.\n`);
    return EXIT.refused;
  }
  print(`released  ${instance} from ${oneLine(holder.request_id)}\n`);
  await tellBus(config, releaseEvent(entry, instance, made));
  return EXIT.done;
}

const releasedText = ({ by, at, reason }: NonNullable<Lock['holder']['released']>) =>
  `; ${by} released it at ${at}: ${reason}`;

/** What became of the holder's request there, and where its story stands. */
function outcomeText(entry: NonNullable<Lock['entry']>, target: string): string {
  const rows = rowsOf(entry, Date.now()).filter((row) => row.target === target);
  const lines = rows.map(({ status, reason, job_id }) =>
    [`  ${status.replaceAll('_', ' ')}`, job_id && `job ${job_id}`, reason].filter(Boolean).join(', '),
  );
  const story = `  its story:  ${requestCommand('explain', entry)}`;
  return [...lines, story].map((text) => `${oneLine(redactText(text))}\n`).join('');
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
