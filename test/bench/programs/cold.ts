import { deliver, type Handler, nextMessage } from './event.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

// From process start to the first result: what a cold start costs.
const { handler } = (await import(settings.handler)) as { handler: Handler };
await deliver(handler, [nextMessage()]);
report({});
