import { currentCaller } from './caller.ts';
import { askByForm, element } from './query.ts';
import { domainOf } from './services.ts';

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
  const id = await askByForm({
    service: 'sts',
    action: 'GetCallerIdentity',
    version: '2011-06-15',
    find: element('Account'),
  });
  return { id, region, domain: domainOf(region) };
}
