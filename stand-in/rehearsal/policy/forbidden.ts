import { numbered, patch, plugIn } from '../asked.ts';
import type { Scene } from '../scene.ts';

const many = numbered(41, 'in13');

/** What the rehearsal's policy does not allow. */
export const forbidden: readonly Scene[] = [
  {
    title: 'a webhook with more instances than its sender may name',
    way: 'webhook',
    operation: patch.operation,
    intent: { ...patch.intent, instance_ids: many },
    expect: {
      answer: { status: 403, says: 'rule change desk, field max_targets: 41 are too many' },
      sent: [],
      reports: [{ status: 'forbidden', fate: 'done', outcomes: [] }],
    },
  },
  {
    title: 'a message for a region that nobody may use',
    way: 'queue',
    operation: plugIn.operation,
    intent: { ...plugIn.intent, region: 'cn-north-4' },
    expect: {
      sent: [],
      reports: [
        {
          status: 'forbidden',
          fate: 'dead-lettered',
          outcomes: [{ target: plugIn.targets[0], verdict: 'not_sent', code: 'forbidden' }],
        },
      ],
    },
  },
];
