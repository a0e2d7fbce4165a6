import type { Handler } from '../exchange.ts';
import { tokenText } from '../ids.ts';
import { iamError, Refusal } from '../refusal.ts';
import type { Reply } from '../reply.ts';
import type { Project, User } from '../resources.ts';
import type { State } from '../state.ts';
import { iamTime } from '../times.ts';

// How many wrong passwords lock a user, and for how long, is a policy of the account [I] (contract §6.1).
const LOCK_AFTER = 5;
const LOCK_MS = 15 * 60_000;

/** `POST /v3/auth/tokens`: 201 with the token in `X-Subject-Token` (contract §6.1). */
export const keystoneCreateUserTokenByPassword: Handler = ({ state, body, now }) => {
  const { name, password, domain } = identityOf(body);
  const user = verifyPassword(state, name, password, domain, now);
  const asked = scopeOf(state, body, user);
  const project = state.projects.get(state.tokenProject) ?? asked;
  const text = tokenText(state.tokenLength);
  const expires_at = now + state.tokenLifetimeMs;
  state.tokens.set(text, {
    user: user.name,
    domain: user.domain,
    ...(project ? { project_id: project.id } : {}),
    issued_at: now,
    expires_at,
  });
  return {
    status: 201,
    headers: { 'x-subject-token': text },
    body: { token: shown(user, project, now, expires_at) },
  };
};

const shown = (user: User, project: Project | undefined, issued: number, expires: number) => ({
  catalog: [],
  expires_at: iamTime(expires),
  issued_at: iamTime(issued),
  methods: ['password'],
  roles: [{ id: '0', name: 'te_admin' }],
  user: {
    id: user.id,
    name: user.name,
    domain: domainOf(user.domain),
    password_expires_at: user.password_expires_at === undefined ? '' : iamTime(user.password_expires_at),
  },
  ...(project ? { project: { id: project.id, name: project.name, domain: domainOf(project.domain) } } : {}),
});

const domainOf = (name: string) => ({ id: `${name}-domain-id`, name });

const badBody = () => new Refusal(iamError(400, 'The request body is invalid', 'Bad Request'));
const wrongPassword = (): Reply => iamError(401, 'The username or password is wrong.', 'Unauthorized');

/** Follows the path of names into parsed JSON. */
const dig = (value: unknown, ...names: string[]): unknown =>
  names.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    value,
  );

const identityOf = (body: unknown) => {
  const methods = dig(body, 'auth', 'identity', 'methods');
  const user = dig(body, 'auth', 'identity', 'password', 'user');
  const name = dig(user, 'name');
  const password = dig(user, 'password');
  const domain = dig(user, 'domain', 'name');
  const byPassword = Array.isArray(methods) && methods.length === 1 && methods[0] === 'password';
  if (!byPassword || typeof name !== 'string' || typeof password !== 'string' || typeof domain !== 'string') {
    throw badBody();
  }
  return { name, password, domain };
};

const verifyPassword = (state: State, name: string, password: string, domain: string, now: number): User => {
  const user = state.users.get(`${domain}/${name}`);
  if (!user) throw new Refusal(wrongPassword());
  // That a locked user hears the same text as for a wrong password is an inference [I].
  if (now < user.locked_until) throw new Refusal(wrongPassword());
  if (user.password !== password) {
    user.failures += 1;
    if (user.failures >= LOCK_AFTER) {
      user.failures = 0;
      user.locked_until = now + LOCK_MS;
    }
    throw new Refusal(wrongPassword());
  }
  user.failures = 0;
  return user;
};

/** The project asked for by id or name; undefined for the domain's scope. */
const scopeOf = (state: State, body: unknown, user: User): Project | undefined => {
  const scope = dig(body, 'auth', 'scope');
  if (dig(scope, 'domain') !== undefined && dig(scope, 'project') === undefined) return undefined;
  const id = dig(scope, 'project', 'id');
  const name = dig(scope, 'project', 'name');
  if (typeof id === 'string' && /^[0-9a-zA-Z]{32}$/.test(id) && !state.projects.has(id)) {
    state.projects.set(id, { id, name: `project-${id}`, domain: user.domain });
  }
  if (typeof id !== 'string' && typeof name !== 'string') throw badBody();
  const project =
    typeof id === 'string'
      ? state.projects.get(id)
      : [...state.projects.values()].find((p) => p.name === name);
  // How IAM answers for a project that is not the user's is not documented [?].
  if (!project || project.domain !== user.domain) {
    throw new Refusal(iamError(403, 'You have no right to do this action', 'Forbidden'));
  }
  return project;
};
