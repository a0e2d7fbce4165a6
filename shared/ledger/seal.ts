import { nodeCrypto } from '../node-crypto.ts';

/**
 * Keeps a text readable only for holders of the same cloud credential: AES-256-GCM under a key derived from it
 * (HKDF-SHA256). The ledger keeps an intent's secrets so, and never in the clear.
 */
export function seal(text: string, credential: string): string {
  const { createCipheriv, randomBytes } = nodeCrypto();
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', keyOf(credential, salt), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Reads a sealed text; undefined when it was sealed under another credential or altered. */
export function unseal(sealed: string, credential: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = nodeCrypto().createDecipheriv(
      'aes-256-gcm',
      keyOf(credential, bytes.subarray(0, 16)),
      bytes.subarray(16, 28),
    );
    decipher.setAuthTag(bytes.subarray(28, 44));
    return Buffer.concat([decipher.update(bytes.subarray(44)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const keyOf = (credential: string, salt: Buffer) =>
  Buffer.from(nodeCrypto().hkdfSync('sha256', credential, salt, 'db-upkeep ledger', 32));
