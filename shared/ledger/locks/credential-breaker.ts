import type { Guard, KeyPair, PasswordLogin } from '../../huawei/credentials.ts';
import type { Table } from '../../platform/ports.ts';
import { wait } from '../../platform/wait.ts';
import type { Settings } from '../../settings/settings.ts';
import { Held, LoginLeftAlone } from '../../terms/errors.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { cell } from '../cell.ts';
import { breakerKey } from '../keys.ts';
import { keptUntil } from '../retention.ts';
import {
  afterNothing,
  afterProjectRefusal,
  afterRefusal,
  afterSuccess,
  type BreakerRules,
  type Standing,
  type Try,
  turnOf,
} from './login-standing.ts';

const LOOKS = 16;
const LONGEST_PAUSE_MS = 250;
const names = new Map<string, string>();

/**
 * The breaker of a login in the ledger table: one run at a time tries a credential that has not proved good just now, at most
 * two log in at once with a password that has, and nobody with a refused one. Who finds others at it waits a moment for what
 * they learn. A password that is refused for one project alone is left alone for that project.
 */
export function openBreaker(
  table: Table,
  login: PasswordLogin | KeyPair,
  { HW_TIMEOUT_MS, TIMING }: Settings,
  project_id: string,
): Guard {
  const rules: BreakerRules = {
    provenMs: TIMING.proven_ms,
    tryMs: 2 * HW_TIMEOUT_MS + TIMING.submit_margin_ms,
    refusedMs: TIMING.breaker_ms,
    // A key is tried by its first call, which may take long, and too many wrong ones lock it for five minutes (contract §8.3, 0301).
    counted: login.kind === 'password',
  };
  const at = cell<Standing>(table, nameOf(login));
  const content = (doc: Standing) => ({ doc, kept_until: keptUntil(Date.now()) });
  const pause = () => wait(Math.random() * Math.min(LONGEST_PAUSE_MS, rules.tryMs / LOOKS));

  let known: Awaited<ReturnType<typeof at.read>>;
  let own: number | undefined;
  const end = async (next: (standing: Standing | undefined, about: Try) => Standing | undefined) => {
    await at.change((found) => {
      const doc = next(found?.doc, { project_id, own, now: Date.now() });
      known = doc ? { doc, version: (found?.version ?? 0) + 1 } : found;
      return { answer: undefined, ...(doc && { write: content(doc) }) };
    }, known);
    own = undefined;
  };
  return {
    async enter(doubted = false) {
      for (let looks = 0; looks < LOOKS; looks++) {
        known = await at.read();
        const turn = turnOf(known?.doc, { project_id, now: Date.now() }, rules, doubted && looks === 0);
        if (turn.may === 'leave it alone') throw leftAlone(turn.until, turn.for, project_id);
        if (turn.may === 'enter') {
          if (!turn.written) return;
          const { standing, until } = turn.written;
          const version = await at.write(content(standing), known);
          if (version !== undefined) {
            known = { doc: standing, version };
            own = until;
            return;
          }
        }
        await pause();
      }
      throw othersTry(known?.doc, Date.now() + rules.tryMs);
    },
    async leave() {
      if (own !== undefined) await end(afterNothing);
    },
    async tell(accepted, of = 'login') {
      const after = of === 'project' ? afterProjectRefusal : accepted ? afterSuccess : afterRefusal;
      await end((standing, about) => after(standing, about, rules));
    },
  };
}

function leftAlone(next_try: number, what: 'login' | 'project', project_id: string): LoginLeftAlone {
  const where = what === 'project' ? ` for project ${project_id}` : '';
  return new LoginLeftAlone(
    `the cloud refused these credentials${where}: nothing is tried with them for a while, or until the secret changes`,
    { retry: true, next_try },
  );
}

const othersTry = (standing: Standing | undefined, fallback: number): Held =>
  standing?.state === 'trying'
    ? new Held('another run is trying these credentials for the first time', {
        retry: true,
        next_try: standing.until,
      })
    : new Held('other runs are logging in with these credentials', { retry: true, next_try: fallback });

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
