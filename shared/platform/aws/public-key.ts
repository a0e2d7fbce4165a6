import type { KeyObject } from 'node:crypto';
import { Forbidden, PlatformUnavailable } from '../../terms/errors.ts';
import { send } from '../../transport/transport.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { originOf } from './services.ts';

const TIMEOUT_MS = 3000;
const IDLE_MS = 1000;
const LONGEST = 4096;
/** A load balancer changes its key from time to time; the id of a key always means the same. */
const KEPT = 10;

const keys = new Map<string, KeyObject>();

/**
 * The public key by which load balancers of a region sign, by its id, which has to be a UUID. Throws `Forbidden` where there is no such
 * key, else `PlatformUnavailable`; a failure is not remembered.
 */
export async function publicKey(region: string, id: string): Promise<KeyObject> {
  const name = `${region} ${id}`;
  const known = keys.get(name);
  if (known) return known;
  const key = keyIn(await textOf(region, id));
  if (keys.size >= KEPT) keys.delete(keys.keys().next().value ?? '');
  keys.set(name, key);
  return key;
}

async function textOf(region: string, id: string): Promise<string> {
  const origin = originOf('alb_keys', region, {});
  const asked = { method: 'GET', origin, path: `/${id}`, headers: {} };
  const reply = await send(asked, TIMEOUT_MS, IDLE_MS, LONGEST).catch((cause: unknown) => {
    throw new PlatformUnavailable(`the keys of load balancers cannot be read: ${(cause as Error).message}`);
  });
  if (reply.status === 200) return reply.body;
  if (reply.status === 403 || reply.status === 404) throw new Forbidden('kid: there is no such key');
  throw new PlatformUnavailable(`the keys of load balancers cannot be read: HTTP ${reply.status}`);
}

/** Throws `PlatformUnavailable` for any other kind of key. */
function keyIn(pem: string): KeyObject {
  try {
    const key = nodeCrypto().createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // Told below.
  }
  throw new PlatformUnavailable('the keys of load balancers cannot be read: expected a public key of P-256');
}
