import type { Guard, KeyPair, PasswordLogin } from '../../huawei/credentials.ts';
import type { Table } from '../../platform/ports.ts';
import { wait } from '../../platform/wait.ts';
import type { Settings } from '../../settings/settings.ts';
import { Held, LoginLeftAlone } from '../../terms/errors.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { cell } from '../cell.ts';
import { breakerKey, projectBreakerKey } from '../keys.ts';
import { keptUntil } from '../retention.ts';
import {
  afterNothing,
  afterRefusal,
  afterSuccess,
  type BreakerRules,
  type Standing,
  turnAt,
} from './login-standing.ts';

const LOOKS = 20;
const LONGEST_PAUSE_MS = 250;
const names = new Map<string, string>();

/**
 * The breaker of a login in the ledger table: one run at a time tries a credential that has not proved good just now, at most
 * three log in at once with a password that has, and nobody with a refused one. Who finds others at it waits a moment for what
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
    // A key is proved by its first call, which may take long, and too many wrong ones lock it for minutes only (contract §8).
    counted: login.kind === 'password',
  };
  const pk = nameOf(login);
  const whole = cell<Standing>(table, pk);
  const project =
    login.kind === 'password' ? cell<Standing>(table, projectBreakerKey(pk, project_id)) : undefined;
  const content = (doc: Standing) => ({ doc, kept_until: keptUntil(Date.now()) });
  const pause = () => wait(Math.random() * Math.min(LONGEST_PAUSE_MS, rules.tryMs / LOOKS));

  let known: Awaited<ReturnType<typeof whole.read>>;
  let own: number | undefined;
  const end = async (next: (standing: Standing | undefined, now: number) => Standing | undefined) => {
    await whole.change((found) => {
      const doc = next(found?.doc, Date.now());
      known = doc ? { doc, version: (found?.version ?? 0) + 1 } : found;
      return { answer: undefined, ...(doc && { write: content(doc) }) };
    }, known);
    own = undefined;
  };
  const leave = async () => {
    const mine = own;
    if (mine !== undefined) await end((standing, now) => afterNothing(standing, mine, now));
  };
  return {
    async enter(doubted = false) {
      const here = (await project?.read())?.doc;
      if (here?.state === 'refused' && here.until > Date.now()) throw heldBy(here, here.until, project_id);
      for (let looks = 0; looks < LOOKS; looks++) {
        known = await whole.read();
        const turn = turnAt(known?.doc, Date.now(), rules, doubted && looks === 0);
        if (turn.may === 'leave it alone') break;
        if (turn.may === 'enter') {
          if (!turn.written) return;
          const { standing, until } = turn.written;
          const version = await whole.write(content(standing), known);
          if (version !== undefined) {
            known = { doc: standing, version };
            own = until;
            return;
          }
        }
        await pause();
      }
      throw heldBy((await whole.read())?.doc, Date.now() + rules.tryMs);
    },
    leave,
    async tell(accepted, of = 'login') {
      if (accepted) await end((standing, now) => afterSuccess(standing, own, now, rules));
      else if (of === 'login') await end((_, now) => afterRefusal(now, rules));
      else {
        await leave();
        await project?.change(() => ({ answer: undefined, write: content(afterRefusal(Date.now(), rules)) }));
      }
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
  const others =
    standing?.state === 'good'
      ? 'other runs are logging in with these credentials'
      : 'another run is trying these credentials for the first time';
  return new Held(others, {
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
