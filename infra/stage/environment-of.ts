import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { operationWriters } from '../policy/own-senders.ts';

/** The variables of a function by their names, empty where nobody set them. */
export type Environment = Readonly<Record<string, string>>;

/** What only AWS knows, of the form and the length that it will have. */
const FROM_AWS = {
  'AWS::Region': 'ap-southeast-1',
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'file(infra/policy/own-senders.cjs)': operationWriters()
    .map(([, suffix]) => `AROAEXAMPLEROLE000001${suffix}`)
    .join(','),
};

/**
 * The environment that serverless.yml gives the functions of a stage, out of `given`, that of whoever packages, the text of
 * the policy, and the hashes of fleets and calendar. What serverless.yml fills in by other means than it does now stays as it is written there.
 */
export function environmentOf(
  stage: string,
  given: NodeJS.ProcessEnv,
  policy: string,
  hashes: { readonly fleets?: string | undefined; readonly calendar?: string | undefined } = {},
): Environment {
  const known: Environment = {
    ...FROM_AWS,
    'sls:stage': stage,
    'file(infra/policy/policy.cjs)': policy,
    'file(infra/fleets/hash.cjs)': hashes.fleets ?? '',
    'file(infra/calendar/hash.cjs)': hashes.calendar ?? '',
  };
  const valueFrom = (source: string) => {
    const [, name] = /^env:(\w+), ''$/.exec(source) ?? [];
    return name ? (given[name] ?? '') : known[source];
  };
  return Object.fromEntries(
    Object.entries(writtenVariables()).map(([name, text]) => [name, filledIn(text, valueFrom)]),
  );
}

/** The variables of every function as serverless.yml writes them, before anything is filled in. */
export function writtenVariables(): Environment {
  const { provider } = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8')) as {
    provider: { environment: Record<string, string | { 'Fn::Sub': string }> };
  };
  return Object.fromEntries(
    Object.entries(provider.environment).map(([name, written]) => [
      name,
      typeof written === 'string' ? written : written['Fn::Sub'],
    ]),
  );
}

/** What serverless.yml writes with the sources in it filled in; one that nobody knows stays as it is written. */
export const filledIn = (text: string, valueFrom: (source: string) => string | undefined): string =>
  text.replace(/\$\{(.*?)\}/g, (whole, source: string) => valueFrom(source) ?? whole);
