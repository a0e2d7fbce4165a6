import { readSecret } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { Misconfigured, PlatformUnavailable } from '../../terms/errors.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import { readJson } from '../../values/json/read-json.ts';
import { keepSecret } from '../../values/redact.ts';
import { ADAPTERS } from './adapters.ts';
import type { Channel } from './channel.ts';
import { faultInUrl, keepUrl } from './public-url.ts';

/** The people of the mails, whom a topic knows. */
export const PEOPLE = 'people';

/** Channels by their names. */
export type Channels = ReadonlyMap<string, Channel>;

const FORM = 'expected JSON such as {"dba-room":{"kind":"feishu","url":"https://…"}}';
const NAME = /^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const FIELDS = ['kind', 'url', 'secret'];
const SECRET = /^[!-~]{1,200}$/;
const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/** Reads the channels from `CHANNELS_SECRET` or `CHANNELS`; none where neither is set or the secret is empty. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function readChannels(settings: Settings): Promise<Channels> {
  const { CHANNELS: plain, CHANNELS_SECRET: id, TIMING, deployed } = settings;
  if (plain === undefined && id === undefined) return new Map();
  const local = !deployed;
  if (plain !== undefined) return channelsIn(plain, { local, called: 'CHANNELS' });
  const secret = await readSecret(id ?? '', TIMING.secret_ttl_ms).catch(noneIfEmpty);
  return secret ? channelsIn(secret.text, { local, called: `secret ${id}` }) : new Map();
}

/** The stack makes the secret empty. */
function noneIfEmpty(error: unknown): undefined {
  if (error instanceof PlatformUnavailable && error.because === 'missing') return undefined;
  throw error;
}

/**
 * The channels in a JSON text; `local`: those on this machine are taken, too. Throws `Misconfigured`, which repeats no text of a URL or
 * secret.
 */
export function channelsIn(text: string, { local, called }: { local: boolean; called: string }): Channels {
  const read = readJson(text);
  const given = 'value' in read ? read.value : undefined;
  if (!isPlainObject(given)) throw new Misconfigured(`${called}: ${FORM}`);
  const channels = new Map<string, Channel>();
  for (const [name, one] of Object.entries(given)) {
    if (!NAME.test(name) || name === PEOPLE) {
      throw new Misconfigured(
        `${called}: expected names of lower-case letters, digits and dashes, other than ${PEOPLE}`,
      );
    }
    const channel = channelOf(name, one, local);
    if (typeof channel === 'string') throw new Misconfigured(`${called}: ${name}: ${channel}`);
    keepUrl(channel.url);
    if (channel.secret !== undefined) keepSecret(channel.secret);
    channels.set(name, channel);
  }
  return channels;
}

/** One channel, or what is wrong with it. */
function channelOf(name: string, given: unknown, local: boolean): Channel | string {
  if (!isPlainObject(given) || !Object.keys(given).every((field) => FIELDS.includes(field))) {
    return `expected the fields ${FIELDS.join(', ')}`;
  }
  const { kind, url, secret } = given;
  const adapter = typeof kind === 'string' && Object.hasOwn(ADAPTERS, kind) ? ADAPTERS[kind] : undefined;
  if (!adapter) return `kind: expected one of ${Object.keys(ADAPTERS).join(', ')}`;
  const fault = typeof url === 'string' ? faultInUrl(url, { local }) : 'expected a URL';
  if (fault !== undefined) return `url: ${fault}`;
  const unsigned = secret === undefined;
  if (adapter.secret === 'none' && !unsigned) return `secret: ${kind} takes none`;
  if (adapter.secret === 'needed' && !WEBHOOK_SECRET.test(String(secret))) {
    return 'secret: expected whsec_ and base64 of 24 to 64 bytes';
  }
  if (!unsigned && !SECRET.test(String(secret))) return 'secret: expected visible ASCII characters';
  return {
    name,
    kind: String(kind),
    url: String(url),
    ...(!unsigned && { secret: String(secret) }),
    adapter,
  };
}
