import type { Message } from '../stub/world.ts';
import { deliver, type Handler, invoke } from './event.ts';
import { instanceIds } from './ids.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

// One intent for all instances: the handler spreads it over its queue, and then works the queue off.
const { handler } = (await import(settings.handler)) as { handler: Handler };
const since = performance.now();
await invoke(handler, { instance_ids: instanceIds(settings.calls) });
const spread_ms = performance.now() - since;
const response = await fetch(`${process.env.BENCH_ORIGIN}/bench/messages`);
const messages = (await response.json()) as Message[];
for (let i = 0; i < messages.length; i += settings.batch)
  await deliver(handler, messages.slice(i, i + settings.batch));
report({ spread_ms, messages: messages.length });
