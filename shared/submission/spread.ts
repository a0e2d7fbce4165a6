import { isSentOn, SENT_ON } from '../ledger/entry/sent-on.ts';
import { requestKey } from '../ledger/keys.ts';
import { intentOf, recordParent } from '../ledger/open-ticket.ts';
import { openLedger } from '../ledger/store.ts';
import { putOnQueue } from '../platform/platform.ts';
import { permitted } from '../policy/permitted.ts';
import type { Settings } from '../settings/settings.ts';
import { carry } from '../terms/carried.ts';
import type { Delivery } from '../terms/delivery.ts';
import { Held, Misconfigured } from '../terms/errors.ts';
import type { Intent } from '../terms/intent.ts';
import type { Operation } from '../terms/operation.ts';
import { notSent } from '../terms/outcome.ts';
import { childrenOf } from './children.ts';
import type { Checked } from './flow.ts';

/** What is spread: the intent, and the delivery that its parts name as their origin. */
type Whole = readonly [intent: Intent, origin: Pick<Delivery, 'trigger' | 'triggered_at' | 'sender'>];

/**
 * Puts an intent that needs several calls on its own queue, one message a call, and throws `Held` once all are there; does nothing to any
 * other. Throws `Misconfigured`, `PlatformUnavailable`, `InvalidIntent`.
 */
export async function spread(operation: Operation, flow: Checked): Promise<void> {
  const { settings, request } = flow;
  const resumed = flow.directions?.resumed;
  const whole = resumed ? await recalled(operation, flow, settings) : ([request, flow] as const);
  if (!whole || request.dry_run) return;
  const [intent, origin] = whole;
  const children = childrenOf(operation, intent);
  if (children.length === 0) return;
  if (settings.LEDGER_TABLE && !resumed) {
    await recordParent(operation, openLedger(settings.LEDGER_TABLE), flow, request, settings);
  }
  if (!settings.QUEUE_URL) throw new Misconfigured(`QUEUE_URL is needed to spread ${children.length} calls`);
  const { trigger, triggered_at, sender } = origin;
  // Durations stay as written and keep counting from the parent's trigger, which travels along.
  await putOnQueue(
    settings.QUEUE_URL,
    operation.name,
    children.map(({ request_id, intent }) => ({
      body: JSON.stringify(intent),
      attributes: carry({ request_id, trigger, triggered_at, ...(sender && { sender }) }),
    })),
  );
  throw new Held(`sent on as ${children.length} messages, one call each`, {
    outcomes: children.flatMap(({ request_id, targets }) =>
      targets.map((target) => notSent(target, { code: SENT_ON, reason: `goes on as ${request_id}` })),
    ),
  });
}

/**
 * The intent that the ledger holds, when a person has its parts made again. Whoever gives them more time, counted from
 * this delivery on, must be allowed to send them.
 */
async function recalled(operation: Operation, flow: Checked, settings: Settings): Promise<Whole | undefined> {
  const { parts, extend } = flow.directions ?? {};
  if (!parts || !settings.LEDGER_TABLE) return undefined;
  const { request } = flow;
  const ledger = openLedger(settings.LEDGER_TABLE);
  const pk = requestKey(operation.name, request.project_id, request.request_id);
  const held = await ledger.read(pk);
  if (!held || !isSentOn(held.entry)) return undefined;
  const { entry } = held;
  const intent = await intentOf(
    operation,
    { ledger, pk, owner: '', entry, held, send: [], look: [] },
    flow,
    settings,
  );
  if (!extend) return [intent, entry];
  permitted(operation, flow, intent, settings);
  return [intent, { ...entry, triggered_at: flow.triggered_at }];
}
