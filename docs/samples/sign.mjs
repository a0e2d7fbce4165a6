// Prints the three headers of a signed call, whose content comes on the standard input:
//   printf '%s' "$body" | SECRET=whsec_… node sign.mjs CHG-1042 > headers
//   curl -H @headers -H 'content-type: application/json' --data-binary "$body" https://<api>/webhooks/decisions
import { createHmac } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export function signedHeaders(secret, id, content) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const now = String(Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', key).update(`${id}.${now}.`).update(content).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': now, 'webhook-signature': `v1,${digest}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const headers = signedHeaders(process.env.SECRET ?? '', process.argv[2] ?? '', await buffer(process.stdin));
  for (const [name, value] of Object.entries(headers)) console.log(`${name}: ${value}`);
}
