import { deliver, type Handler } from './event.ts';
import { instanceIds } from './ids.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

const { handler } = (await import(settings.handler)) as { handler: Handler };

/** Works off one message per target; returns the milliseconds per target. */
async function workOff(targets: number): Promise<number> {
  const messages = instanceIds(targets).map((id) => ({
    body: JSON.stringify({ instance_ids: [id] }),
    attributes: {},
  }));
  const since = performance.now();
  for (let i = 0; i < targets; i += settings.batch)
    await deliver(handler, messages.slice(i, i + settings.batch));
  return (performance.now() - since) / targets;
}

await workOff(settings.warmUp);
await (await fetch(`${process.env.BENCH_ORIGIN}/bench/reset`)).text();
let ms = 0;
for (let i = 0; i < settings.repeat; i++) ms += await workOff(settings.calls);
report({ ms_per_target: ms / settings.repeat });
