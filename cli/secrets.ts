import { loadSettings } from '../shared/settings/settings.ts';
import { Misconfigured } from '../shared/terms/errors.ts';
import { readSenders } from '../shared/triggers/webhook/verify-signature.ts';
import { BadUsage } from './command.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { currentText, putText } from './secret-store.ts';
import { readSecretsOptions, SECRETS_USAGE, type SecretsOptions } from './secrets-options.ts';
import { print } from './streams.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { readStdin } from './terminal/read-stdin.ts';
import { configWith, type Tried, tryLogin } from './try-login.ts';

const SOON = 'functions use it within five minutes';

async function main(args: readonly string[]): Promise<number> {
  const options = readSecretsOptions(args);
  if (options === 'help') {
    print(SECRETS_USAGE);
    return EXIT.done;
  }
  if (options.region) process.env.AWS_REGION = options.region;
  useAwsProfile();
  if (options.action === 'check') return check(options);
  return options.secret === 'credentials' ? putCredentials(options) : putSenders(options);
}

const idOf = ({ stage }: SecretsOptions, name: 'credentials' | 'webhook-senders') =>
  `db-upkeep/${stage}/${name}`;

async function putCredentials(options: SecretsOptions): Promise<number> {
  const text = await readStdin();
  const config = await configWith(text, 'the input');
  if (options.action === 'rotate') {
    const tried = await tryLogin(config);
    print(`${about(tried)}\n`);
    if (!tried.name) {
      print('not put in force\n');
      return EXIT.refused;
    }
  }
  const id = idOf(options, 'credentials');
  await putText(id, text);
  print(`${id}: in force; ${SOON}\n`);
  return EXIT.done;
}

async function putSenders(options: SecretsOptions): Promise<number> {
  const id = idOf(options, 'webhook-senders');
  const text = options.sender ? await rotated(id, options.sender, options.dropOld) : await readStdin();
  const senders = await sendersIn(text);
  await putText(id, text);
  print(`${id}: in force; ${SOON}\n${listed(senders)}`);
  return EXIT.done;
}

/** The senders with the new secret of one of them before its old one, or with its newest alone. */
async function rotated(id: string, sender: string, dropOld: boolean): Promise<string> {
  const text = await currentText(id);
  const senders = text === undefined ? new Map<string, readonly string[]>() : await sendersIn(text);
  const [newest] = senders.get(sender) ?? [];
  if (dropOld && !newest) throw new BadUsage(`there is no sender ${sender}`);
  const secrets = dropOld ? [newest] : [await readStdin(), ...(newest ? [newest] : [])];
  return JSON.stringify({ ...Object.fromEntries(senders), [sender]: secrets });
}

/** The senders in a JSON text. Throws `BadUsage`. */
async function sendersIn(text: string): Promise<ReadonlyMap<string, readonly string[]>> {
  try {
    return await readSenders({ ...loadSettings({}), WEBHOOK_SENDERS: text });
  } catch (error) {
    if (error instanceof Misconfigured)
      throw new BadUsage(error.message.replace('WEBHOOK_SENDERS', 'senders'));
    throw error;
  }
}

const listed = (senders: ReadonlyMap<string, readonly string[]>) =>
  [...senders]
    .map(([name, { length }]) => `  ${name}: ${length === 1 ? 'one secret' : 'two secrets'}\n`)
    .join('');

const about = ({ mode, project, name }: Tried) => {
  const login = mode === 'token' ? 'the password is good' : 'the key is good';
  return name
    ? `${login}; project ${name} (${project})`
    : `${login}, but it does not see the project ${project}`;
};

async function check(options: SecretsOptions): Promise<number> {
  const [credentials, webhookSenders] = [idOf(options, 'credentials'), idOf(options, 'webhook-senders')];
  const senders = await currentText(webhookSenders);
  print(
    senders === undefined
      ? `${webhookSenders}: empty, so every webhook is turned away\n`
      : `${webhookSenders}:\n${listed(await sendersIn(senders))}`,
  );
  const text = await currentText(credentials);
  if (text === undefined) {
    print(`${credentials}: empty; npm run secrets -- set credentials\n`);
    return EXIT.unavailable;
  }
  const tried = await tryLogin(await configWith(text, `secret ${credentials}`));
  print(`${credentials}: ${about(tried)}\n`);
  return tried.name ? EXIT.done : EXIT.refused;
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
