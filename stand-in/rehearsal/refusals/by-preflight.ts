import { acceptedAll, hotfix, numbered, patch } from '../asked.ts';
import type { Scene } from '../scene.ts';

const [waiting = '', latest = ''] = numbered(2, 'in13');

/** What a look right before the call keeps from being sent. */
export const byPreflight: readonly Scene[] = [
  {
    title: 'a hot patch that is not offered for the instances',
    way: 'queue',
    operation: hotfix.operation,
    intent: { ...hotfix.intent, target_version: '3.208.0.9' },
    expect: {
      sent: [],
      reports: [
        {
          status: 'rejected',
          fate: 'dead-lettered',
          outcomes: hotfix.targets.map((target) => ({
            target,
            verdict: 'rejected',
            code: 'preflight',
            reason: '3.208.0.9 is not offered for this instance',
            hint: 'offered are 3.208.0.6, 3.208.0.7',
          })),
        },
      ],
    },
  },
  {
    title: 'two instances, for one of which no patch is waiting',
    way: 'queue',
    operation: patch.operation,
    intent: { ...patch.intent, instance_ids: [waiting, latest] },
    instances: [waiting, latest].map((id) => ({
      id,
      service: 'geminidb',
      project_id: patch.project_id,
      patch_available: id === waiting,
    })),
    expect: {
      sent: [[waiting]],
      reports: [
        {
          status: 'accepted',
          fate: 'done',
          outcomes: [
            ...acceptedAll([waiting]),
            { target: latest, verdict: 'already_done', code: 'preflight' },
          ],
        },
      ],
    },
  },
];
