import { readSecret } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import { readJson } from '../../values/json/read-json.ts';
import { keepSecret } from '../../values/redact.ts';
import { faultInUrl, keepUrl } from '../channels/public-url.ts';

/** Who may send webhooks: what they sign with (one secret, or two while rotating), where they are told outcomes, and what their fields are called. */
export interface Sender {
  readonly secrets: readonly string[];
  readonly url?: string;
  /** Our name of each field that the sender calls otherwise; null: it is left out. */
  readonly fields?: Readonly<Record<string, string | null>>;
}

/** Senders by their names. */
export type Senders = ReadonlyMap<string, Sender>;

const FORM =
  'expected JSON of sender names (letters, digits, ._-) with one or two secrets each, "whsec_" and base64 of 24 to 64 bytes, ' +
  'or with {"secrets":[…],"url":"https://…","fields":{…}}';
const NAME = /^[A-Za-z0-9._-]{1,64}$/;
/** 24 to 64 bytes, as Standard Webhooks asks: 32 to 86 digits of base64. */
const SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;
const OURS = /^[a-z][a-z0-9_]{0,63}$/;
const MOST_FIELDS = 50;

/** Reads the senders from `WEBHOOK_SENDERS_SECRET` or `WEBHOOK_SENDERS`. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function readSenders(settings: Settings): Promise<Senders> {
  const { WEBHOOK_SENDERS: plain, WEBHOOK_SENDERS_SECRET: id, TIMING, deployed } = settings;
  if (!plain === !id) {
    throw new Misconfigured(
      'expected one of WEBHOOK_SENDERS_SECRET and WEBHOOK_SENDERS (the latter only when STAGE is local)',
    );
  }
  const text = plain ?? (await readSecret(id ?? '', TIMING.secret_ttl_ms)).text;
  return sendersIn(text, { local: !deployed, called: id ? `secret ${id}` : 'WEBHOOK_SENDERS' });
}

/**
 * The senders in a JSON text; `local`: a URL on this machine is taken, too. Throws `Misconfigured`, which calls them by their order and
 * repeats no text, since a secret may stand anywhere.
 */
export function sendersIn(text: string, { local, called }: { local: boolean; called: string }): Senders {
  const read = readJson(text);
  const given = 'value' in read ? read.value : undefined;
  if (!isPlainObject(given) || !Object.keys(given).every((name) => NAME.test(name))) {
    throw new Misconfigured(`${called}: ${FORM}`);
  }
  const senders = Object.entries(given).map(([name, one], index) => {
    const sender = senderOf(one, local);
    if (sender === undefined) throw new Misconfigured(`${called}: ${FORM}`);
    if (typeof sender === 'string') throw new Misconfigured(`${called}: sender ${index + 1}: ${sender}`);
    for (const secret of sender.secrets) keepSecret(secret);
    if (sender.url !== undefined) keepUrl(sender.url);
    return [name, sender] as const;
  });
  return new Map(senders);
}

/** One sender, or what is wrong with it; undefined where it has no such form at all. */
function senderOf(given: unknown, local: boolean): Sender | string | undefined {
  if (!isPlainObject(given)) {
    const secrets = secretsOf(given);
    return secrets && { secrets };
  }
  const { secrets: written, url, fields, ...strange } = given;
  if (Object.keys(strange).length > 0) return 'expected the fields secrets, url, fields';
  const secrets = secretsOf(written);
  if (!secrets) return 'secrets: expected one or two, "whsec_" and base64 of 24 to 64 bytes';
  const wrongUrl = typeof url === 'string' ? faultInUrl(url, { local }) : 'expected a URL';
  if (url !== undefined && wrongUrl !== undefined) return `url: ${wrongUrl}`;
  const wrong = fields === undefined ? undefined : faultInFields(fields);
  if (wrong !== undefined) return `fields: ${wrong}`;
  return {
    secrets,
    ...(url !== undefined && { url: String(url) }),
    ...(fields !== undefined && { fields: fields as Readonly<Record<string, string | null>> }),
  };
}

function secretsOf(given: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length < 1 || list.length > 2) return undefined;
  return list.every((one): one is string => typeof one === 'string' && SECRET.test(one)) ? list : undefined;
}

function faultInFields(given: unknown): string | undefined {
  if (!isPlainObject(given))
    return 'expected names of the sender, each with ours, as in {"sys_id":"request_id"}';
  const entries = Object.entries(given);
  if (entries.length < 1 || entries.length > MOST_FIELDS)
    return `expected 1 to ${MOST_FIELDS}, got ${entries.length}`;
  if (entries.some(([theirs]) => theirs.length < 1 || theirs.length > 128))
    return 'expected names of 1 to 128 characters';
  const ours = entries.map(([, one]) => one).filter((one) => one !== null);
  if (!ours.every((one) => typeof one === 'string' && OURS.test(one))) {
    return 'expected for each name a field of ours, or null to leave it out';
  }
  return new Set(ours).size < ours.length ? 'two names stand for one field of ours' : undefined;
}
