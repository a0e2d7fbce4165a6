import {
  CredentialsRefused,
  Held,
  LoginLeftAlone,
  NotSent,
  OutcomeUnknown,
  ProjectRefused,
} from '../terms/errors.ts';
import { type Reply, send } from '../transport/transport.ts';
import { keepSecret } from '../values/redact.ts';
import { DAY } from '../values/time/units.ts';
import { type CloudReply, readReply } from './cloud-reply.ts';
import type { Credentials, Guard, PasswordLogin } from './credentials.ts';

/** Where and for which project a token is fetched; times in milliseconds. */
export interface TokenScope {
  readonly iam: string;
  readonly project_id: string;
  readonly timeoutMs: number;
  readonly idleMs: number;
  readonly marginMs: number;
  readonly guard?: Guard | undefined;
  /** Takes the place of the network for who wants to see the request. */
  readonly transmit?: typeof send | undefined;
}

interface Token {
  readonly value: string;
  readonly expires_at: number;
}

const REFUSALS = [400, 403, 404];
const VALID_MS = DAY;

/** Credentials by IAM token: one fetch for simultaneous callers, replaced before it expires, no failure remembered. */
export function tokenCredentials(login: PasswordLogin, scope: TokenScope): Credentials {
  const key = JSON.stringify([scope.iam, login.domain, login.user, scope.project_id]);
  let used: Token | undefined;
  return {
    mode: 'token',
    async ready() {
      await currentToken(key, login, scope);
    },
    async sign(request) {
      used = await currentToken(key, login, scope);
      return { ...request, headers: { ...request.headers, 'x-auth-token': used.value } };
    },
    // What proves or refutes the password is IAM's answer to the token request, not what a call says of the token.
    tell: async () => {},
    leave: async () => {},
    mask: (request) => ({ ...request, headers: { ...request.headers, 'x-auth-token': '***' } }),
    renew() {
      doubted.add(loginKey(login, scope));
      // Only the token that was refused goes: another caller may have replaced it already.
      if (used && cache.get(key)?.token === used) cache.delete(key);
      return true;
    },
  };
}

interface Slot {
  readonly pending: Promise<Token>;
  token?: Token;
}

const cache = new Map<string, Slot>();

const isFresh = (slot: Slot | undefined, { marginMs }: TokenScope): boolean =>
  slot !== undefined && (!slot.token || slot.token.expires_at - marginMs > Date.now());

async function currentToken(key: string, login: PasswordLogin, scope: TokenScope): Promise<Token> {
  const held = cache.get(key);
  if (held && isFresh(held, scope)) return held.pending;
  const slot: Slot = { pending: inTurn(login, scope) };
  cache.set(key, slot);
  try {
    slot.token = await slot.pending;
    return slot.token;
  } catch (error) {
    if (cache.get(key) === slot) cache.delete(key);
    throw error;
  }
}

// Logins of which the cloud refused a token that should have been good: their password may have changed.
const doubted = new Set<string>();

const loginKey = (login: PasswordLogin, { iam }: TokenScope) =>
  JSON.stringify([iam, login.domain, login.user, login.password]);

const turns = new Map<string, Promise<unknown>>();

/**
 * One login asks for one project's token after the other: a password refused for one is not tried for the next, and whoever waits behind one
 * that found no place among those who log in has waited as well.
 */
function inTurn(login: PasswordLogin, scope: TokenScope): Promise<Token> {
  const key = loginKey(login, scope);
  const before = turns.get(key) ?? Promise.resolve();
  const turn = before.then(
    () => guarded(login, scope),
    (error: unknown) => {
      if (holdsAllProjects(error)) throw error;
      return guarded(login, scope);
    },
  );
  turns.set(key, turn);
  const leave = () => {
    if (turns.get(key) === turn) turns.delete(key);
  };
  turn.then(leave, leave);
  return turn;
}

const holdsAllProjects = (error: unknown): boolean =>
  (error instanceof CredentialsRefused && !(error instanceof ProjectRefused)) ||
  (error instanceof Held && !(error instanceof LoginLeftAlone));

async function guarded(login: PasswordLogin, scope: TokenScope): Promise<Token> {
  const { guard } = scope;
  const key = loginKey(login, scope);
  await guard?.enter(doubted.has(key));
  try {
    const token = await fetchToken(login, scope);
    doubted.delete(key);
    await guard?.tell(true);
    return token;
  } catch (error) {
    // What went wrong is what counts; a guard that cannot be told closes with the next refusal.
    if (!(error instanceof CredentialsRefused)) await guard?.leave().catch(() => undefined);
    else
      await guard?.tell(false, error instanceof ProjectRefused ? 'project' : 'login').catch(() => undefined);
    throw error;
  }
}

/** `POST /v3/auth/tokens`, password method, project scope (contract §6.1). Wrong passwords lock the user: never repeated. */
async function fetchToken({ domain, user, password }: PasswordLogin, scope: TokenScope): Promise<Token> {
  const body = JSON.stringify({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: user, password, domain: { name: domain } } },
      },
      scope: { project: { id: scope.project_id } },
    },
  });
  const { headers, ...came } = await ask(body, scope);
  const reply = readReply('iam', { headers, ...came });
  const value = headers['x-subject-token'];
  if (reply.status === 201 && typeof value === 'string' && value !== '') {
    keepSecret(value);
    return { value, expires_at: expiryOf(reply) };
  }
  const { code, message } = reply.error ?? { message: 'no reason given' };
  const said = `IAM answered ${reply.status} to the token request: ${message}`;
  // 401 is IAM's answer to a wrong password; the others are about the request or the right to do it (contract §6.1).
  if (reply.status === 401 || (REFUSALS.includes(reply.status) && /password/i.test(message)))
    throw new CredentialsRefused(said, code);
  if (REFUSALS.includes(reply.status)) throw new ProjectRefused(said, code);
  throw new NotSent(said);
}

async function ask(body: string, { iam, timeoutMs, idleMs, transmit = send }: TokenScope): Promise<Reply> {
  try {
    const headers = { 'content-type': 'application/json;charset=utf8' };
    return await transmit(
      { method: 'POST', origin: iam, path: '/v3/auth/tokens?nocatalog=true', headers, body },
      timeoutMs,
      idleMs,
    );
  } catch (cause) {
    // Asking for a token changes nothing, so the submission behind it was certainly not sent.
    if (cause instanceof OutcomeUnknown) throw new NotSent(`no token: ${cause.message}`, { cause });
    throw cause;
  }
}

function expiryOf({ body }: CloudReply): number {
  const parsed = body as { token?: { expires_at?: unknown } } | undefined;
  const at = Date.parse(String(parsed?.token?.expires_at));
  return Number.isNaN(at) ? Date.now() + VALID_MS / 2 : at;
}
