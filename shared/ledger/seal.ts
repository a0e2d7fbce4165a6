import { nodeCrypto } from '../values/node-crypto.ts';

// What stands before a text sealed under a key made by scrypt; base64, as the seals before it were, holds no colon.
const BY_SCRYPT = 'scrypt:';
const MOST_KEYS = 32;
const keys = new Map<string, Buffer>();
let ownSalt: Buffer | undefined;

/**
 * Keeps a text readable only for holders of the same cloud credential: AES-256-GCM under a key derived from it by scrypt,
 * whose cost each guess of the credential pays. The ledger keeps an intent's secrets so, and never in the clear.
 */
export function seal(text: string, credential: string): string {
  const { createCipheriv, randomBytes } = nodeCrypto();
  // One salt a process, so that the cost is paid once; each text has a nonce of its own.
  ownSalt ??= randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(credential, ownSalt), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return BY_SCRYPT + Buffer.concat([ownSalt, nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Reads a sealed text; undefined when it was sealed under another credential or altered. */
export function unseal(sealed: string, credential: string): string | undefined {
  const costly = sealed.startsWith(BY_SCRYPT);
  const bytes = Buffer.from(costly ? sealed.slice(BY_SCRYPT.length) : sealed, 'base64');
  const derive = costly ? keyOf : cheapKeyOf;
  try {
    const key = derive(credential, bytes.subarray(0, 16));
    const decipher = nodeCrypto().createDecipheriv('aes-256-gcm', key, bytes.subarray(16, 28));
    decipher.setAuthTag(bytes.subarray(28, 44));
    return Buffer.concat([decipher.update(bytes.subarray(44)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function keyOf(credential: string, salt: Buffer): Buffer {
  const name = `${salt.toString('base64')} ${credential}`;
  const key = keys.get(name) ?? nodeCrypto().scryptSync(credential, salt, 32);
  keys.set(name, key);
  const [oldest] = keys.keys();
  if (keys.size > MOST_KEYS && oldest !== undefined) keys.delete(oldest);
  return key;
}

/** As texts were sealed before: a guess costs next to nothing. For reading what still waits in the ledger. */
const cheapKeyOf = (credential: string, salt: Buffer) =>
  Buffer.from(nodeCrypto().hkdfSync('sha256', credential, salt, 'db-upkeep ledger', 32));
