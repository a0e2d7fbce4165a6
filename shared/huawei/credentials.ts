import type { Settings } from '../settings/settings.ts';
import { Misconfigured } from '../terms/errors.ts';
import type { WireRequest } from '../transport/transport.ts';
import { keepSecret } from '../values/redact.ts';

/** What proves to the cloud who we are: it adds headers to a request. */
export interface Credentials {
  readonly mode: 'token' | 'signature';
  /** The request with the headers that authenticate it. */
  sign(request: WireRequest): Promise<WireRequest>;
  /** The same with every secret masked, for people to read; asks nobody. */
  mask(request: WireRequest): WireRequest;
  /** Gets whatever `sign` needs, so that it fails before anything is under way. Throws `CredentialsRefused`, `NotSent`. */
  ready(): Promise<void>;
  /** Hears whether the cloud took what `sign` added; never throws. */
  tell(taken: boolean): Promise<void>;
  /** Lets others try the login if this run entered a try of it and learned nothing; never throws. */
  leave(): Promise<void>;
  /** Drops what the cloud has just refused; true if a fresh one can be had. */
  renew(): boolean;
}

/** Keeps a login that the cloud refused from being tried again and again. */
export interface Guard {
  /** Throws `Held` while the login must be left alone. `doubted`: the cloud no longer took a token that should be good. */
  enter(doubted?: boolean): Promise<void>;
  /** Ends a try that taught nothing. */
  leave(): Promise<void>;
  /** Tells what the cloud said of the login, or only of the login for the project. */
  tell(accepted: boolean, of?: 'login' | 'project'): Promise<void>;
}

/** A user with a password, from whom IAM makes a token. */
export interface PasswordLogin {
  readonly kind: 'password';
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  /** The version of the secret it was read from, if any. */
  readonly version?: string;
}

/** An access key pair, with a security token when it is temporary. */
export interface KeyPair {
  readonly kind: 'keys';
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
  /** The version of the secret it was read from, if any. */
  readonly version?: string;
}

/** The credential variables, from the environment or from the secret that holds the same names. */
export type CredentialNames = Pick<
  Settings,
  | 'HW_DOMAIN_NAME'
  | 'HW_USER_NAME'
  | 'HW_USER_PASSWORD'
  | 'HW_ACCESS_KEY'
  | 'HW_SECRET_KEY'
  | 'HW_SECURITY_TOKEN'
>;

const TOKEN = ['HW_DOMAIN_NAME', 'HW_USER_NAME', 'HW_USER_PASSWORD'] as const;
const KEYS = ['HW_ACCESS_KEY', 'HW_SECRET_KEY'] as const;

/** Chooses between password and keys. Throws `Misconfigured`, naming the variables, when both, neither or half are set. */
export function chooseLogin(given: CredentialNames, source: string): PasswordLogin | KeyPair {
  const password = TOKEN.filter((name) => given[name]);
  const keys = KEYS.filter((name) => given[name]);
  if (password.length > 0 && keys.length > 0) {
    throw new Misconfigured(
      `${source} holds both ${password.join(', ')} and ${keys.join(', ')}: keep one kind`,
    );
  }
  const { HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD, HW_ACCESS_KEY, HW_SECRET_KEY, HW_SECURITY_TOKEN } =
    given;
  for (const secret of [HW_USER_PASSWORD, HW_SECRET_KEY, HW_SECURITY_TOKEN]) if (secret) keepSecret(secret);
  if (HW_DOMAIN_NAME && HW_USER_NAME && HW_USER_PASSWORD) {
    return { kind: 'password', domain: HW_DOMAIN_NAME, user: HW_USER_NAME, password: HW_USER_PASSWORD };
  }
  if (HW_ACCESS_KEY && HW_SECRET_KEY) {
    return {
      kind: 'keys',
      accessKey: HW_ACCESS_KEY,
      secretKey: HW_SECRET_KEY,
      ...(HW_SECURITY_TOKEN && { securityToken: HW_SECURITY_TOKEN }),
    };
  }
  const missing = [...TOKEN, ...KEYS].filter(
    (name) => !given[name] && (keys.length > 0 ? KEYS : TOKEN).includes(name as never),
  );
  throw new Misconfigured(
    password.length + keys.length > 0
      ? `${source} lacks ${missing.join(', ')}`
      : `${source} holds no credentials: expected ${TOKEN.join(', ')}, or ${KEYS.join(', ')} (HW_SECURITY_TOKEN if temporary)`,
  );
}
