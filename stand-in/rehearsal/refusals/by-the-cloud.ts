import { acceptedAll, numbered, patch } from '../asked.ts';
import { inTurns, type Kind } from '../in-turns.ts';
import type { Scene, Wave } from '../scene.ts';

const busyAtFirst: Kind = ({ operation, call, intent, targets }) => ({
  title: 'the instance is busy at first',
  way: 'queue',
  operation,
  intent,
  faults: [{ call, fault: { kind: 'busy' } }],
  expect: {
    sent: [targets, targets],
    reports: [
      {
        status: 'held',
        fate: 'waits',
        outcomes: targets.map((target) => ({ target, verdict: 'rejected', code: 'DBS.200011', retry: true })),
      },
      { status: 'accepted', fate: 'done', outcomes: acceptedAll(targets) },
    ],
  },
});

const tokenExpires: Kind = ({ operation, call, intent, targets }) => ({
  title: 'a token that expires on the way',
  way: 'timer',
  operation,
  intent,
  faults: [{ call, fault: { kind: 'token-expired' } }],
  expect: {
    sent: [targets, targets],
    reports: [{ status: 'accepted', fate: 'done', outcomes: acceptedAll(targets) }],
  },
});

const throttled: Kind = ({ operation, call, intent, targets }) => ({
  title: 'throttled by the gateway',
  way: 'timer',
  operation,
  intent,
  faults: [{ call, fault: { kind: 'throttle' } }],
  expect: {
    sent: [targets, targets],
    reports: [
      {
        status: 'held',
        fate: 'waits',
        outcomes: targets.map((target) => ({ target, verdict: 'not_sent', code: 'APIGW.0308', retry: true })),
      },
      { status: 'accepted', fate: 'done', outcomes: acceptedAll(targets) },
    ],
  },
});

const refused: Kind = ({ operation, call, intent, targets }) => ({
  title: 'a refusal, as the API tells it',
  way: 'queue',
  operation,
  intent,
  faults: [{ call, fault: { kind: 'reject' } }],
  expect: {
    sent: [targets],
    reports: [
      {
        status: 'rejected',
        fate: 'dead-lettered',
        outcomes: targets.map((target) => ({ target, verdict: 'rejected' })),
      },
    ],
  },
});

const cassandra = numbered(1, 'in06');
const influx = numbered(11, 'in13');
const twelve = [...cassandra, ...influx];
const calls = [cassandra, influx.slice(0, 10), influx.slice(10)];

const severalCalls: Scene = {
  title: 'twelve instances of two engines in one intent',
  way: 'queue',
  operation: patch.operation,
  intent: { ...patch.intent, instance_ids: twelve },
  instances: twelve.map((id) => ({ id, service: patch.service, project_id: patch.project_id })),
  expect: {
    sent: calls,
    reports: [
      {
        status: 'held',
        fate: 'done',
        outcomes: twelve.map((target) => ({ target, verdict: 'not_sent', code: 'sent_on' })),
      },
      ...calls.map((targets) => ({
        status: 'accepted' as const,
        fate: 'done' as const,
        outcomes: acceptedAll(targets),
      })),
    ],
  },
};

/** What the cloud refuses, and what a second call or several calls bring through. */
export const byTheCloud: Wave = {
  title: 'refused by the cloud, or by halves',
  scenes: [...inTurns([busyAtFirst, tokenExpires, throttled, refused]), severalCalls],
};
