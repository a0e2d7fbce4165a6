import { Forbidden, Held } from '../errors.ts';
import { checked, type Flow, type Step } from '../flow.ts';
import { hourlyKey, takeRoom } from '../ledger/hourly-count.ts';
import { heldBy, readPause } from '../ledger/pause.ts';
import type { Operation } from '../operation.ts';
import { notSent } from '../outcome.ts';
import { type Permission, permitted } from '../policy/permitted.ts';

/**
 * The last word before a request is claimed: it is still allowed to whoever brought it first, and the hour has room for it.
 * What comes new finds no room and is forbidden; what the ledger holds waits for some. Throws `Forbidden`, `Held`,
 * `Misconfigured`, `PlatformUnavailable`.
 */
export const admit = (operation: Operation): Step => ({
  before: async ({ event: flow }) => {
    const { ticket } = flow;
    if (!ticket || ticket.send.length === 0) return;
    const { max_targets_per_hour: limit, rule } = stillPermitted(operation, flow);
    const { config } = checked(flow);
    const { table } = ticket.ledger;
    // What waits may be waiting for a pause to end, and a pause must not use up the hour; all else hears of it once claimed.
    const pause = (ticket.held || limit !== undefined) && (await readPause(table, operation.name));
    if (pause) throw heldBy(pause, config.TIMING);
    if (limit === undefined) return;
    const about = { id: ticket.pk, targets: ticket.send, limit };
    const roomAt = await takeRoom(table, hourlyKey(operation.name, rule), about);
    if (roomAt === undefined) return;
    const reason = `rule ${rule}, field max_targets_per_hour: ${limit} were sent within the hour`;
    if (ticket.held) throw new Held(reason, { retry: true, next_try: roomAt });
    throw new Forbidden(`${flow.trigger} ${flow.sender ?? 'without a name'}: ${reason}`);
  },
});

/** The rule of today's policy for whoever brought the request first, whoever brings it now. */
function stillPermitted(operation: Operation, flow: Flow): Permission {
  const { config, request } = checked(flow);
  const { ticket } = flow;
  if (!ticket?.held) return permitted(operation, flow, request, config);
  try {
    return permitted(operation, ticket.entry, request, config);
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error;
    const { message, code } = error;
    const outcomes = ticket.send.map((target) => notSent(target, { code, reason: message }));
    throw new Forbidden(message, { outcomes, settles: true });
  }
}
