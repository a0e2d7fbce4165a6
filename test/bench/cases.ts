import { join, resolve } from 'node:path';
import type { Compiled } from './compile.ts';
import type { Peers } from './peers.ts';
import { login } from './stub/aws.ts';

/** One thing to measure: a handler, and the environment its process gets. */
export interface Case {
  readonly name: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** How many records one event brings it; only a queue's function takes more than one. */
  readonly batch: number;
}

/** Everything that is compared: ours once with the one call alone, as all others make it, and once looking first, as it is deployed. The peers are absent where they could not be installed. */
export interface Cases {
  readonly bareHttps: Case;
  readonly bareFetch: Case;
  readonly token: Case;
  readonly signed: Case;
  readonly tokenLooking: Case;
  readonly signedLooking: Case;
  readonly ledger: Case;
  readonly fullStack: Case;
  readonly vendor?: Case;
  readonly vendorBundle?: Case;
  readonly usualStack?: Case;
}

const LARGEST_BATCH = 5;

/** The cases against a stub at `origin`: same project, same two ids, same server for all. */
export function casesOf(origin: string, { folder }: Compiled, peers: Peers | undefined): Cases {
  const common = {
    BENCH_ORIGIN: origin,
    HW_REGION_NAME: 'ap-southeast-1',
    HW_PROJECT_ID: '619d3e78f61b4be68bc5aa0b59edcf7b',
    HW_ENDPOINTS: JSON.stringify({ iam: origin, geminidb: origin }),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIABENCH',
    AWS_SECRET_ACCESS_KEY: 'secret-access-key-of-the-bench',
    AWS_ENDPOINT_URL: origin,
  };
  const patch = resolve('dist/patch-databases/index.mjs');
  const ours = (name: string, environment: Record<string, string>): Case => ({
    name,
    handler: patch,
    environment: { ...common, ...environment },
    batch: LARGEST_BATCH,
  });
  const other = (name: string, handler: string): Case => ({ name, handler, environment: common, batch: 1 });
  const keys = { HW_ACCESS_KEY: 'AKIABENCH', HW_SECRET_KEY: 'secret-key-of-the-bench' };
  const ledger = { LEDGER_TABLE: 'ledger' };
  const callAlone = { PREFLIGHT: 'off' };
  return {
    bareHttps: other('bare handler, node:https', join(folder, 'handlers', 'bare-https.mjs')),
    bareFetch: other('bare handler, fetch', join(folder, 'handlers', 'bare-fetch.mjs')),
    token: ours('ours, token', { ...login, ...callAlone }),
    signed: ours('ours, signed', { ...keys, ...callAlone }),
    tokenLooking: ours('ours, token, preflight', login),
    signedLooking: ours('ours, signed, preflight', keys),
    ledger: ours('ours, signed, preflight, ledger', { ...keys, ...ledger }),
    fullStack: ours('ours, full stack (token, secret, preflight, ledger)', {
      HW_CREDENTIALS_SECRET: 'login',
      ...ledger,
    }),
    ...(peers && {
      vendor: other("vendor's client", peers.vendorClient),
      vendorBundle: other("vendor's client, bundled", peers.vendorBundle),
      usualStack: other("vendor's client, Powertools, secret", peers.usualStack),
    }),
  };
}
