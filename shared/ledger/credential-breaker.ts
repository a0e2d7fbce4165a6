import type { Table } from '../aws/table.ts';
import type { Config } from '../config.ts';
import { Held, LoginLeftAlone } from '../errors.ts';
import type { Guard, KeyPair, PasswordLogin } from '../huawei/credentials.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { wait } from '../wait.ts';

/** Whether a credential has proven good, and when; is being tried by one run, or was refused, and until when. Epoch ms. */
type Standing =
  | { readonly state: 'good'; readonly at: number }
  | { readonly state: 'trying' | 'refused'; readonly until: number };

const LOOKS = 8;
const LONGEST_PAUSE_MS = 250;
const DAY = 24 * 60 * 60 * 1000;
const names = new Map<string, string>();

/**
 * The breaker of a login in the ledger table: one run at a time tries a credential that has not proved good just now, and
 * nobody a refused one. Who finds another at it waits a moment for what it learns.
 */
export function openBreaker(
  table: Table,
  login: PasswordLogin | KeyPair,
  { HW_TIMEOUT_MS, TIMING }: Config,
): Guard {
  const trialMs = 2 * HW_TIMEOUT_MS + TIMING.submit_margin_ms;
  const refusedMs = TIMING.breaker_ms;
  const isFresh = (at: number) => Math.abs(Date.now() - at) <= TIMING.proven_ms;
  const pk = nameOf(login);
  let seen: { standing: Standing; version: number } | undefined;
  const write = async (standing: Standing): Promise<boolean> => {
    const version = (seen?.version ?? 0) + 1;
    const row = {
      pk,
      version,
      write_id: nodeCrypto().randomUUID(),
      doc: JSON.stringify(standing),
      expires_at: Math.ceil((Date.now() + 35 * DAY) / 1000),
    };
    const written = await table.put(row, seen?.version ?? 'nothing');
    if (written) seen = { standing, version };
    return written;
  };
  const look = async () => {
    const row = await table.get(pk);
    seen = row && { standing: JSON.parse(row.doc) as Standing, version: row.version };
    return seen?.standing;
  };
  return {
    async enter(doubted = false) {
      const until = Date.now() + trialMs;
      for (let looks = 0; looks < LOOKS; looks++) {
        const standing = await look();
        if (standing?.state === 'good' && isFresh(standing.at) && (!doubted || looks > 0)) return;
        const free = !standing || standing.state === 'good' || standing.until <= Date.now();
        if (free && (await write({ state: 'trying', until }))) return;
        if (standing?.state === 'refused' && !free) break;
        await wait(Math.min(LONGEST_PAUSE_MS, trialMs / (2 * LOOKS)));
      }
      throw heldBy(await look(), until);
    },
    async leave() {
      if (seen?.standing.state === 'trying') await write({ state: 'trying', until: 0 });
    },
    async tell(accepted) {
      if (accepted && seen?.standing.state === 'good' && isFresh(seen.standing.at)) return;
      const standing: Standing = accepted
        ? { state: 'good', at: Date.now() }
        : { state: 'refused', until: Date.now() + refusedMs };
      if (await write(standing)) return;
      await look();
      // A refusal must stand whatever another run wrote meanwhile; a success another run already told.
      if (!accepted) await write(standing);
    },
  };
}

function heldBy(standing: Standing | undefined, fallback: number): Held {
  if (standing?.state === 'refused') {
    return new LoginLeftAlone(
      'the cloud refused these credentials: nothing is tried with them for a while, or until the secret changes',
      { retry: true, next_try: standing.until },
    );
  }
  return new Held('another run is trying these credentials for the first time', {
    retry: true,
    next_try: standing?.state === 'trying' ? standing.until : fallback,
  });
}

/**
 * A name that changes with the secret and does not give it away: by the version of the secret it came from, else by
 * scrypt, whose cost is paid once a process.
 */
function nameOf(login: PasswordLogin | KeyPair): string {
  const identity = login.kind === 'password' ? `${login.domain}/${login.user}` : login.accessKey;
  if (login.version) return `credential#${identity}#${login.version}`;
  const secret =
    login.kind === 'password' ? login.password : `${login.secretKey}${login.securityToken ?? ''}`;
  const key = `${identity}\n${secret}`;
  const name =
    names.get(key) ??
    `credential#${identity}#${nodeCrypto().scryptSync(secret, `db-upkeep ${identity}`, 16).toString('hex')}`;
  names.set(key, name);
  return name;
}
