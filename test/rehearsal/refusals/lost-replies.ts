import type { Wave } from '../scene.ts';
import { hotfix, plugIn } from './asked.ts';

const [first, second = ''] = hotfix.targets;

/** Work that the cloud took on without saying so: the service must not claim to know. */
export const lostReplies: Wave = {
  title: 'the cloud takes the work, the reply is lost',
  scenes: [
    {
      title: 'the connection breaks after the work was accepted',
      way: 'queue',
      operation: 'install-kernel-plugin',
      intent: plugIn.intent,
      faults: [{ call: 'installKernelPlugin', fault: { kind: 'cut-after' } }],
      expect: {
        calls: 1,
        reports: [
          {
            status: 'unknown',
            fate: 'dead-lettered',
            outcomes: [{ target: plugIn.targets[0], verdict: 'unknown' }],
          },
        ],
      },
    },
    {
      title: 'the reply leaves one instance out',
      way: 'webhook',
      operation: 'schedule-hotfix-upgrade',
      intent: hotfix.intent,
      faults: [{ call: 'createScheduleTask', fault: { kind: 'missing-target', target: second } }],
      expect: {
        answer: { status: 202 },
        calls: 1,
        reports: [
          {
            status: 'unknown',
            fate: 'dead-lettered',
            outcomes: [
              { target: first, verdict: 'accepted' },
              { target: second, verdict: 'unknown' },
            ],
          },
        ],
      },
    },
  ],
};
