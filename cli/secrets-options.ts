import { commandLine } from './command-line.ts';

/** What the command line asks for. `sender` is set for a rotation of the senders only. */
export interface SecretsOptions {
  readonly action: 'set' | 'check' | 'rotate';
  readonly secret?: 'credentials' | 'senders';
  readonly stage: string;
  readonly region?: string;
  readonly sender?: string;
  readonly dropOld: boolean;
}

const line = commandLine('secrets');

/** Reads the arguments after the command's name, `help` when they ask for it. Throws `BadUsage`. */
export function readSecretsOptions(args: readonly string[]): SecretsOptions | 'help' {
  const { values, positionals } = line.parse(args, {
    stage: { type: 'string' },
    region: { type: 'string' },
    sender: { type: 'string' },
    'drop-old': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  const [action, secret, ...more] = positionals;
  if (action !== 'set' && action !== 'check' && action !== 'rotate') {
    throw line.wrong('expected set, check or rotate first');
  }
  const named = secret === 'credentials' || secret === 'senders';
  if (action === 'check' ? secret !== undefined : !named || more.length > 0) {
    throw line.wrong(
      action === 'check' ? 'check takes no other word' : `${action} what: credentials or senders?`,
    );
  }
  const { stage, region, sender, 'drop-old': dropOld } = values;
  if (!stage) throw line.wrong('expected --stage');
  const rotatesSenders = action === 'rotate' && secret === 'senders';
  if (rotatesSenders !== Boolean(sender))
    throw line.wrong('--sender belongs to rotate senders, which needs it');
  if (dropOld && !rotatesSenders) throw line.wrong('--drop-old belongs to rotate senders');
  return {
    action,
    ...(named && { secret }),
    stage,
    ...(region && { region }),
    ...(sender && { sender }),
    dropOld,
  };
}

/** The text of `--help`. */
export const SECRETS_USAGE = `npm run secrets -- set credentials|senders --stage <stage> [--region <aws region>] < file
npm run secrets -- check --stage <stage> [--region <aws region>]
npm run secrets -- rotate credentials --stage <stage> < file
npm run secrets -- rotate senders --sender <name> --stage <stage> < file
npm run secrets -- rotate senders --sender <name> --drop-old --stage <stage>

Fills the two secrets of a stage in AWS Secrets Manager. What is secret comes from the standard input, never from arguments.

  set      replaces a secret whole. Credentials: {"HW_DOMAIN_NAME":"…","HW_USER_NAME":"…","HW_USER_PASSWORD":"…"} or
           {"HW_ACCESS_KEY":"…","HW_SECRET_KEY":"…"}. Senders: {"change-desk":["whsec_…"]}
  check    tries the credentials once against the cloud and names the project; names the senders
  rotate   credentials: tries the new ones first, and keeps the old ones in force if the cloud refuses them.
           senders: adds a sender's new secret before its old one, both good until --drop-old

check and rotate credentials need HW_REGION_NAME and HW_PROJECT_ID. Functions use a new secret within five minutes.

Exit codes: 0 done, 1 the login is good but does not see the project, 64 bad input, 69 refused or out of reach.
`;
