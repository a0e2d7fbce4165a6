import { deliver, type Handler, nextMessage } from './event.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

const { handler } = (await import(settings.handler)) as { handler: Handler };
const batch = () => Array.from({ length: settings.batch }, nextMessage);

async function drain(calls: number): Promise<number> {
  let left = Math.ceil(calls / settings.batch);
  const since = performance.now();
  const lane = async () => {
    while (left-- > 0) await deliver(handler, batch());
  };
  await Promise.all(Array.from({ length: settings.lanes }, lane));
  return performance.now() - since;
}

await drain(settings.warmUp);
const ms = await drain(settings.calls);
report({ per_second: (settings.calls / ms) * 1000 });
