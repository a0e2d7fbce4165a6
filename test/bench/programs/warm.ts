import { deliver, type Handler, nextMessage } from './event.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

const { handler } = (await import(settings.handler)) as { handler: Handler };
for (let i = 0; i < settings.warmUp; i++) await deliver(handler, [nextMessage()]);
const times: number[] = [];
const before = process.cpuUsage();
for (let i = 0; i < settings.calls; i++) {
  const messages = [nextMessage()];
  const since = performance.now();
  await deliver(handler, messages);
  times.push(performance.now() - since);
}
const { user, system } = process.cpuUsage(before);
times.sort((a, b) => a - b);
report({ p50_us: (times[times.length >> 1] ?? 0) * 1000, cpu_us: (user + system) / settings.calls });
