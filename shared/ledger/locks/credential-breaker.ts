import type { Guard, KeyPair, PasswordLogin } from '../../huawei/credentials.ts';
import type { Table } from '../../platform/ports.ts';
import { wait } from '../../platform/wait.ts';
import type { Settings } from '../../settings/settings.ts';
import { Held, LoginLeftAlone } from '../../terms/errors.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { cell } from '../cell.ts';
import { breakerKey, projectBreakerKey } from '../keys.ts';
import { keptUntil } from '../retention.ts';

/** Whether a credential has proven good, and when; is being tried by one run, or was refused, and until when. Epoch ms. */
type Standing =
  | { readonly state: 'good'; readonly at: number }
  | { readonly state: 'trying' | 'refused'; readonly until: number };

const LOOKS = 8;
const LONGEST_PAUSE_MS = 250;
const names = new Map<string, string>();

/** One standing in the table: read, then written over what was read. */
function standingAt(table: Table, pk: string) {
  const at = cell<Standing>(table, pk);
  let seen: { doc: Standing; version: number } | undefined;
  return {
    standing: () => seen?.doc,
    async look() {
      seen = await at.read();
      return seen?.doc;
    },
    async write(standing: Standing): Promise<boolean> {
      const version = await at.write({ doc: standing, kept_until: keptUntil(Date.now()) }, seen);
      if (version !== undefined) seen = { doc: standing, version };
      return version !== undefined;
    },
  };
}

/**
 * The breaker of a login in the ledger table: one run at a time tries a credential that has not proved good just now, and
 * nobody a refused one. Who finds another at it waits a moment for what it learns. A password that is refused for one
 * project alone is left alone for that project.
 */
export function openBreaker(
  table: Table,
  login: PasswordLogin | KeyPair,
  { HW_TIMEOUT_MS, TIMING }: Settings,
  project_id: string,
): Guard {
  const trialMs = 2 * HW_TIMEOUT_MS + TIMING.submit_margin_ms;
  const isFresh = (at: number) => Math.abs(Date.now() - at) <= TIMING.proven_ms;
  const pk = nameOf(login);
  const whole = standingAt(table, pk);
  const project =
    login.kind === 'password' ? standingAt(table, projectBreakerKey(pk, project_id)) : undefined;
  const refused = (): Standing => ({ state: 'refused', until: Date.now() + TIMING.breaker_ms });
  const leave = async () => {
    if (whole.standing()?.state === 'trying') await whole.write({ state: 'trying', until: 0 });
  };
  return {
    async enter(doubted = false) {
      const here = await project?.look();
      if (here?.state === 'refused' && here.until > Date.now()) throw heldBy(here, here.until, project_id);
      const until = Date.now() + trialMs;
      for (let looks = 0; looks < LOOKS; looks++) {
        const standing = await whole.look();
        if (standing?.state === 'good' && isFresh(standing.at) && (!doubted || looks > 0)) return;
        const free = !standing || standing.state === 'good' || standing.until <= Date.now();
        if (free && (await whole.write({ state: 'trying', until }))) return;
        if (standing?.state === 'refused' && !free) break;
        await wait(Math.min(LONGEST_PAUSE_MS, trialMs / (2 * LOOKS)));
      }
      throw heldBy(await whole.look(), until);
    },
    leave,
    async tell(accepted, of = 'login') {
      if (of === 'project') {
        await leave();
        await project?.write(refused());
        return;
      }
      const before = whole.standing();
      if (accepted && before?.state === 'good' && isFresh(before.at)) return;
      const standing: Standing = accepted ? { state: 'good', at: Date.now() } : refused();
      if (await whole.write(standing)) return;
      await whole.look();
      // A refusal must stand whatever another run wrote meanwhile; a success another run already told.
      if (!accepted) await whole.write(standing);
    },
  };
}

function heldBy(standing: Standing | undefined, fallback: number, project_id?: string): Held {
  if (standing?.state === 'refused') {
    const where = project_id ? ` for project ${project_id}` : '';
    return new LoginLeftAlone(
      `the cloud refused these credentials${where}: nothing is tried with them for a while, or until the secret changes`,
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
  if (login.version) return breakerKey(identity, login.version);
  const secret =
    login.kind === 'password' ? login.password : `${login.secretKey}${login.securityToken ?? ''}`;
  const key = `${identity}\n${secret}`;
  const name =
    names.get(key) ??
    breakerKey(identity, nodeCrypto().scryptSync(secret, `db-upkeep ${identity}`, 16).toString('hex'));
  names.set(key, name);
  return name;
}
