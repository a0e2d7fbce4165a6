import { OutcomeUnknown } from '../../terms/errors.ts';
import { currentCaller } from './caller.ts';
import { exchange, type ReadReply } from './exchange.ts';
import { AwsRefusal } from './refusal.ts';
import { domainOf } from './services.ts';

const TIMEOUT_MS = 5000;

/** Where a login works in AWS: the twelve digits of its account, the region, and the domain of that region's partition. */
export interface Account {
  readonly id: string;
  readonly region: string;
  readonly domain: string;
}

/**
 * The account of whoever asks: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html. It takes no
 * permission. Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials.
 */
export async function callerAccount(): Promise<Account> {
  const { region } = await currentCaller();
  const question = {
    service: 'sts',
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  } as const;
  return { id: await exchange(question, accountIn, TIMEOUT_MS), region, domain: domainOf(region) };
}

const accountIn: ReadReply<string> = ({ status, body }, wrongTime) => {
  const said = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(body)?.[1];
  if (status !== 200) {
    throw new AwsRefusal(
      said('Code') ?? `HTTP ${status}`,
      said('Message') ?? 'no reason given',
      status,
      wrongTime,
    );
  }
  const account = said('Account');
  if (account === undefined) throw new OutcomeUnknown('the reply names no account');
  return account;
};
