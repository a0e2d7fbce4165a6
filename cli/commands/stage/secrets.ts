import type { Senders } from '../../../shared/telling/desk/senders.ts';
import { commandText } from '../../../shared/words/command-text.ts';
import { BadUsage, defineCommand, type Session } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { inAws, oneOf } from '../../reads.ts';
import { readStdin } from '../../terminal/read-stdin.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { currentText, putText } from './secret-store.ts';
import { kindsIn, listed, sendersOf, sendersText } from './secret-text.ts';
import { configWith, type Tried, tryLogin } from './try-login.ts';

const SOON = 'functions use it within five minutes';

const whole = {
  secret: {
    takes: 'credentials|senders|channels',
    says: 'which of the three secrets',
    read: oneOf('credentials', 'senders', 'channels'),
  },
} as const;

const words = {
  secret: {
    takes: 'credentials|senders',
    says: 'which of the two secrets',
    read: oneOf('credentials', 'senders'),
  },
} as const;

const place = {
  stage: { takes: '<stage>', says: 'whose secret it is; it is needed' },
  ...inAws,
} as const;

const exits = {
  0: 'done',
  1: 'the login is good but does not see the project',
  64: 'bad input',
  69: 'refused or out of reach',
} as const;

const FORMS = `What is secret comes from the standard input, never from arguments: credentials as
{"HW_DOMAIN_NAME":"…","HW_USER_NAME":"…","HW_USER_PASSWORD":"…"} or
{"HW_ACCESS_KEY":"…","HW_SECRET_KEY":"…"}, senders as {"change-desk":["whsec_…"]}, or with more as docs/change-desk.md has it, channels as
{"dba-room":{"kind":"feishu","url":"https://…","secret":"…"}}. Whoever has the URL of a channel can write there.`;

export const setSecret = defineCommand({
  name: 'secrets set',
  says: `Replaces one of the three secrets of a stage in AWS Secrets Manager whole, by what is on the standard input. Functions use it within five minutes.`,
  words: whole,
  options: place,
  more: async () => FORMS,
  exits,
  async run({ secret, ...where }, { terminal, misused }) {
    const stage = named(where, misused);
    const text = await readStdin(terminal.input);
    if (secret === 'senders') return putSenders(stage, text, terminal);
    if (secret === 'channels') return putChannels(stage, text, terminal);
    await configWith(text, 'the input');
    return putCredentials(stage, text, terminal);
  },
});

export const rotateSecret = defineCommand({
  name: 'secrets rotate',
  says: "Replaces credentials after it has tried the new ones, and keeps the old ones in force if the cloud refuses them. Of senders it adds one's new secret before its old one, both good until --drop-old. Functions use a new secret within five minutes.",
  words,
  options: {
    ...place,
    sender: { takes: '<name>', says: 'senders: whose secret it is' },
    'drop-old': { says: "senders: the sender's newest secret alone stays; nothing is read" },
  },
  reads: 'for credentials HW_REGION_NAME and HW_PROJECT_ID.',
  more: async () => FORMS,
  exits,
  async run({ secret, sender, 'drop-old': dropOld, ...where }, { terminal, misused }) {
    const stage = named(where, misused);
    if ((secret === 'senders') !== (sender !== undefined)) {
      throw misused('--sender belongs to rotate senders, which needs it');
    }
    if (dropOld && sender === undefined) throw misused('--drop-old belongs to rotate senders');
    if (sender !== undefined) {
      const text = await rotated(idOf(stage, 'webhook-senders'), sender, dropOld, terminal.input);
      return putSenders(stage, text, terminal);
    }
    const text = await readStdin(terminal.input);
    const tried = await tryLogin(await configWith(text, 'the input'));
    terminal.print(`${about(tried)}\n`);
    if (tried.name) return putCredentials(stage, text, terminal);
    terminal.print('not put in force\n');
    return EXIT.refused;
  },
});

export const checkSecrets = defineCommand({
  name: 'secrets check',
  says: 'Tries the credentials of a stage once against the cloud and names the project; names the senders and the channels.',
  options: place,
  reads: 'HW_REGION_NAME and HW_PROJECT_ID.',
  exits,
  async run(where, { terminal: { print }, here, misused }) {
    const stage = named(where, misused);
    const [credentials, webhookSenders] = [idOf(stage, 'credentials'), idOf(stage, 'webhook-senders')];
    const senders = await currentText(webhookSenders);
    print(
      senders === undefined
        ? `${webhookSenders}: empty, so every webhook is turned away\n`
        : `${webhookSenders}:\n${listed(sendersOf(senders))}`,
    );
    const channels = await currentText(idOf(stage, 'channels'));
    print(
      channels === undefined
        ? `${idOf(stage, 'channels')}: empty, so people are told by mail alone\n`
        : `${idOf(stage, 'channels')}:\n${kindsIn(channels)}`,
    );
    const text = await currentText(credentials);
    if (text === undefined) {
      const fill = commandText(
        { command: 'secrets set', words: { secret: 'credentials' }, options: {} },
        here,
      );
      print(`${credentials}: empty; ${fill}\n`);
      return EXIT.unavailable;
    }
    const tried = await tryLogin(await configWith(text, `secret ${credentials}`));
    print(`${credentials}: ${about(tried)}\n`);
    return tried.name ? EXIT.done : EXIT.refused;
  },
});

/** The stage that was named. Throws `BadUsage` where none was. */
function named({ stage }: { stage: string | undefined }, misused: Session['misused']): string {
  if (stage === undefined) throw misused('expected --stage');
  return stage;
}

const idOf = (stage: string, name: 'credentials' | 'webhook-senders' | 'channels') =>
  `db-upkeep/${stage}/${name}`;

async function putCredentials(stage: string, text: string, { print }: Terminal): Promise<number> {
  const id = idOf(stage, 'credentials');
  await putText(id, text);
  print(`${id}: in force; ${SOON}\n`);
  return EXIT.done;
}

async function putSenders(stage: string, text: string, { print }: Terminal): Promise<number> {
  const id = idOf(stage, 'webhook-senders');
  const senders = sendersOf(text);
  await putText(id, text);
  print(`${id}: in force; ${SOON}\n${listed(senders)}`);
  return EXIT.done;
}

async function putChannels(stage: string, text: string, { print }: Terminal): Promise<number> {
  const id = idOf(stage, 'channels');
  const kinds = kindsIn(text);
  await putText(id, text);
  print(`${id}: in force; ${SOON}\n${kinds}`);
  return EXIT.done;
}

/** The senders with the new secret of one of them before its old one, or with its newest alone. */
async function rotated(
  id: string,
  sender: string,
  dropOld: boolean,
  input: Terminal['input'],
): Promise<string> {
  const text = await currentText(id);
  const senders: Senders = text === undefined ? new Map() : sendersOf(text);
  const { secrets: before = [], ...more } = senders.get(sender) ?? {};
  const [newest] = before;
  if (dropOld && !newest) throw new BadUsage(`there is no sender ${sender}`);
  const secrets = dropOld ? [newest] : [await readStdin(input), ...(newest ? [newest] : [])];
  return sendersText(new Map(senders).set(sender, { ...more, secrets: secrets.flatMap((one) => one ?? []) }));
}

const about = ({ mode, project, name }: Tried) => {
  const login = mode === 'token' ? 'the password is good' : 'the key is good';
  return name
    ? `${login}; project ${name} (${project})`
    : `${login}, but it does not see the project ${project}`;
};
