import { deliver, type Handler } from './event.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

const { handler } = (await import(settings.handler)) as { handler: Handler };
let longest = 0;
process.stdout.write = (line: string | Uint8Array) => {
  longest = Math.max(longest, Buffer.byteLength(line));
  return true;
};
const keys = Array.from({ length: Math.floor(settings.calls / 12) }, (_, n) => [
  `k${String(n).padStart(6, '0')}`,
  1,
]);
const body = JSON.stringify(Object.fromEntries(keys));
await deliver(
  handler,
  Array.from({ length: settings.batch }, () => ({ body, attributes: {} })),
);
report({ message_bytes: Buffer.byteLength(body), line_bytes: longest });
