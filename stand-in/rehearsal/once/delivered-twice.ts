import { acceptedAll } from '../asked.ts';
import { inTurns, type Kind } from '../in-turns.ts';
import type { Scene, Wave } from '../scene.ts';

const tick = `${new Date().toISOString().slice(0, 19)}Z`;

/** The first delivery is accepted, every other told so. */
const acceptedOnce = (targets: readonly string[], deliveries: number): Scene['expect'] => ({
  sent: [targets],
  reports: [
    { status: 'accepted', fate: 'done', outcomes: acceptedAll(targets) },
    ...Array.from({ length: deliveries - 1 }, () => ({
      status: 'duplicate' as const,
      fate: 'done' as const,
      outcomes: acceptedAll(targets),
    })),
  ],
});

const onQueue: Kind = ({ operation, intent, targets }) => ({
  title: 'a queue message that comes twice',
  way: 'queue',
  operation,
  intent: { ...intent, request_id: `change-4711-${operation}` },
  deliveries: 2,
  expect: acceptedOnce(targets, 2),
});

const byWebhook: Kind = ({ operation, intent, targets }) => ({
  title: 'a webhook that is repeated under its webhook-id',
  way: 'webhook',
  operation,
  intent,
  deliveries: 3,
  expect: { answer: { status: 202 }, ...acceptedOnce(targets, 3) },
});

const bySchedule: Kind = ({ operation, intent, targets }) => ({
  title: 'a schedule that fires twice',
  way: 'timer',
  operation,
  intent: {
    ...intent,
    request_id: `arn:aws:scheduler:eu-west-1:000000000000:schedule/default/${operation}/${tick}`,
  },
  deliveries: 2,
  expect: acceptedOnce(targets, 2),
});

/** How the ids of requests begin that the cloud refuses here. */
const REFUSED = 'change-4712-';

const refused: Kind = ({ operation, call, intent, targets }) => {
  const outcomes = targets.map((target) => ({ target, verdict: 'rejected' as const }));
  return {
    title: 'a refusal that is asked for again',
    way: 'queue',
    operation,
    intent: { ...intent, request_id: `${REFUSED}${operation}` },
    faults: [{ call, fault: { kind: 'reject' } }],
    deliveries: 2,
    expect: {
      sent: [targets],
      reports: [
        { status: 'rejected', fate: 'dead-lettered', outcomes },
        { status: 'duplicate', fate: 'done', outcomes },
      ],
    },
  };
};

/** Every trigger delivers at least once: the second time nothing is sent, and the first outcome told again. */
export const deliveredTwice: Wave = {
  title: 'delivered twice, sent once',
  scenes: inTurns([onQueue, byWebhook, bySchedule, refused]),
};

/** An operation that has dead letters afterwards. */
export const deadLettered = (): string =>
  deliveredTwice.scenes.find(({ intent }) => JSON.stringify(intent).includes(REFUSED))?.operation ?? '';
