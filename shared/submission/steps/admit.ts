import { lookForRoom, takeRoom } from '../../ledger/hourly-count.ts';
import { hourKey } from '../../ledger/keys.ts';
import { heldBy, readPause } from '../../ledger/pause.ts';
import type { Ticket } from '../../ledger/ticket.ts';
import { type Permission, permitted } from '../../policy/permitted.ts';
import { Forbidden, Held } from '../../terms/errors.ts';
import type { Operation } from '../../terms/operation.ts';
import { notSent } from '../../terms/outcome.ts';
import { checked, type Flow, type Step } from '../flow.ts';

/**
 * Says before the cloud is asked anything what stands in the way by now: what is paused, no longer allowed or too much for
 * this hour costs no login and no read. What has to be looked for is looked for all the same. Throws as `admit` does.
 */
export const turnAway = (operation: Operation): Step => ({
  before: async ({ event: flow }) => {
    const { ticket } = flow;
    if (!ticket || ticket.send.length === 0 || ticket.look.length > 0) return;
    const permission = stillPermitted(operation, flow);
    await refusePaused(operation, flow, ticket);
    await refuseFull(operation, flow, ticket, permission, lookForRoom);
  },
});

/**
 * The last word before a request is claimed: it is still allowed to whoever brought it first, and the hour has room for its
 * targets, which are counted. What comes new finds no room and is forbidden; what the ledger holds waits for some. Throws
 * `Forbidden`, `Held`, `Misconfigured`, `PlatformUnavailable`.
 */
export const admit = (operation: Operation): Step => ({
  before: async ({ event: flow }) => {
    const { ticket } = flow;
    if (!ticket || ticket.send.length === 0) return;
    const permission = stillPermitted(operation, flow);
    if (permission.max_targets_per_hour === undefined) return;
    // A pause must not use up the hour.
    await refusePaused(operation, flow, ticket);
    await refuseFull(operation, flow, ticket, permission, takeRoom);
  },
});

async function refusePaused(operation: Operation, flow: Flow, { ledger }: Ticket): Promise<void> {
  const pause = await readPause(ledger.table, operation.name);
  if (pause) throw heldBy(pause, checked(flow).config.TIMING);
}

async function refuseFull(
  operation: Operation,
  flow: Flow,
  { pk, ledger, send, held }: Ticket,
  { max_targets_per_hour: limit, rule }: Permission,
  room: typeof takeRoom,
): Promise<void> {
  if (limit === undefined) return;
  const about = { id: pk, targets: send, limit };
  const roomAt = await room(ledger.table, hourKey(operation.name, rule), about);
  if (roomAt === undefined) return;
  const reason = `rule ${rule}, field max_targets_per_hour: ${limit} were sent within the hour`;
  if (held) throw new Held(reason, { retry: true, next_try: roomAt });
  throw new Forbidden(`${flow.trigger} ${flow.sender ?? 'without a name'}: ${reason}`);
}

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
