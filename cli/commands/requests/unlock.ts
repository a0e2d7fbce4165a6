import { catalog } from '../../../functions/catalog.ts';
import { aboutRequest } from '../../../shared/desk/command-line.ts';
import { rowsOf } from '../../../shared/desk/standing.ts';
import { doubtOver, workOn } from '../../../shared/ledger/locks/instance-lock.ts';
import { findLocks, type Lock, releaseLock } from '../../../shared/ledger/locks/release-lock.ts';
import { type Ledger, openLedger } from '../../../shared/ledger/store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { releaseEvent } from '../../../shared/telling/events/instance-released.ts';
import { redactText } from '../../../shared/values/redact.ts';
import { commandText, type Here } from '../../../shared/words/command-text.ts';
import { oneLine } from '../../../shared/words/one-line.ts';
import { defineCommand, type Session } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { databaseId, ofStage, projectCalled, reasonIn } from '../../reads.ts';
import { tellBus } from '../../tell-bus.ts';
import { confirm } from '../../terminal/confirm.ts';
import { person } from '../../terminal/person.ts';

const SO = 'nothing was released';

interface Asked {
  readonly instance: string;
  readonly reason: string;
  readonly whileAtWork: boolean;
  readonly yes: boolean;
}

export const unlock = defineCommand({
  name: 'unlock',
  says: "Lets the next request work on an instance that an earlier one still holds. A request holds its instance while its job is open, and after that for as long as nobody knows what became of it, unless the instance is seen at rest. Look in the cloud's console first: nothing may be at work there. It shows who holds the instance and what became of that request, asks, and writes the release with its reason into that request's history (explain shows it).",
  words: { instance: { takes: '<instance id>', says: 'the instance that is held', read: databaseId } },
  options: {
    reason: { takes: '<text>', says: 'why, for everybody who looks later; it is needed', read: reasonIn },
    project: {
      takes: '<id>',
      says: 'of this project, where several know the instance',
      read: projectCalled,
    },
    'while-at-work': {
      says: "also where the holder is being sent, is still looked for, or has a job that is not known to have ended: the next request may then work beside it. Asks for the holder's request_id.",
    },
    yes: { says: 'do not ask; needed where no terminal is on the standard input' },
    ...ofStage,
  },
  needs: ['LEDGER_TABLE'],
  reads:
    'EVENT_BUS to have it told; AWS_REGION and AWS credentials that may read and write the table and read its indexes (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:PutItem; dynamodb:Scan for what older versions wrote).',
  exits: {
    0: 'released',
    1: 'nothing holds it, or the holder is at work there',
    64: 'bad usage or not confirmed',
    69: 'configuration or ledger',
  },
  async run(
    { instance, reason, project, 'while-at-work': whileAtWork, yes, stage },
    { terminal, readSettings, misused, here },
  ) {
    if (reason === undefined) throw misused('--reason is needed: it stays on record');
    const settings = await readSettings({ stage });
    const ledger = openLedger(settings.LEDGER_TABLE);
    const found = await findLocks(ledger, instance, catalog);
    const locks = found.filter(({ row }) => project === undefined || row.pk.split('#')[2] === project);
    if (locks.length > 1) {
      const projects = locks.map(({ row }) => row.pk.split('#').slice(1, 3).join(' ')).join(', ');
      throw misused(`several know that instance: ${projects}; name one with --project`);
    }
    return release(locks[0], { instance, reason, whileAtWork, yes }, ledger, settings, { terminal, here });
  },
});

async function release(
  lock: Lock | undefined,
  asked: Asked,
  ledger: Ledger,
  settings: Settings,
  { terminal, here }: Pick<Session, 'terminal' | 'here'>,
): Promise<number> {
  const { tell, say } = terminal;
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
    `${instance} is held: ${holder.operation} ${holder.request_id} ${held}\n${outcomeText(entry, holder.target, here)}`,
  );
  if (working && !whileAtWork) {
    say(
      'It is not released: the next request could work beside it. Wait, or look in the console and add --while-at-work.\n',
    );
    return EXIT.refused;
  }
  if (!yes) {
    const word = working ? { word: holder.request_id } : {};
    await confirm(terminal, { ...word, to: `let others work on ${instance}`, so: SO });
  }
  const made = { by: person(), at: new Date().toISOString(), reason };
  if (!(await releaseLock(ledger, operation, lock, instance, made))) {
    say(`The lock has changed meanwhile, so ${SO}: look again.\n`);
    return EXIT.refused;
  }
  tell(`released  ${instance} from ${oneLine(holder.request_id)}\n`);
  await tellBus(settings, releaseEvent(entry, instance, made), terminal);
  return EXIT.done;
}

const releasedText = ({ by, at, reason }: NonNullable<Lock['holder']['released']>) =>
  `; ${by} released it at ${at}: ${reason}`;

/** What became of the holder's request there, and where its story stands. */
function outcomeText(entry: NonNullable<Lock['entry']>, target: string, here: Here): string {
  const rows = rowsOf(entry, Date.now()).filter((row) => row.target === target);
  const lines = rows.map(({ status, reason, job_id }) =>
    [`  ${status.replaceAll('_', ' ')}`, job_id && `job ${job_id}`, reason].filter(Boolean).join(', '),
  );
  const story = `  its story:  ${commandText(aboutRequest('explain', entry), here)}`;
  return [...lines, story].map((text) => `${oneLine(redactText(text))}\n`).join('');
}
