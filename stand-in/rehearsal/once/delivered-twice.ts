import { acceptedAll, hotfix, patch, plugIn, proxy } from '../asked.ts';
import type { Scene, Wave } from '../scene.ts';

const tick = `${new Date().toISOString().slice(0, 19)}Z`;

/** The first delivery is accepted, the second told so. */
const acceptedOnce = (targets: readonly string[]): Pick<Scene['expect'], 'sent' | 'reports'> => ({
  sent: [targets],
  reports: [
    { status: 'accepted', fate: 'done', outcomes: acceptedAll(targets) },
    { status: 'duplicate', fate: 'done', outcomes: acceptedAll(targets) },
  ],
});

/** Every trigger delivers at least once: the second time nothing is sent, and the first outcome told again. */
export const deliveredTwice: Wave = {
  title: 'delivered twice, sent once',
  scenes: [
    {
      title: 'a queue message that comes twice',
      way: 'queue',
      operation: 'install-kernel-plugin',
      intent: { ...plugIn.intent, request_id: 'change-4711' },
      deliveries: 2,
      expect: acceptedOnce(plugIn.targets),
    },
    {
      title: 'a schedule that fires twice',
      way: 'timer',
      operation: 'schedule-hotfix-upgrade',
      intent: {
        ...hotfix.intent,
        request_id: `arn:aws:scheduler:eu-west-1:000000000000:schedule/default/hotfix/${tick}`,
      },
      deliveries: 2,
      expect: acceptedOnce(hotfix.targets),
    },
    {
      title: 'a webhook that is repeated under its webhook-id',
      way: 'webhook',
      operation: 'patch-databases',
      intent: { ...patch.intent, instance_ids: [patch.targets[0]] },
      deliveries: 3,
      expect: {
        answer: { status: 202 },
        sent: [[patch.targets[0]]],
        reports: [
          ...acceptedOnce([patch.targets[0]]).reports,
          ...acceptedOnce([patch.targets[0]]).reports.slice(1),
        ],
      },
    },
    {
      title: 'a refusal that is asked for again',
      way: 'queue',
      operation: 'upgrade-proxy-version',
      intent: { ...proxy.intent, request_id: 'change-4712' },
      faults: [{ call: 'upgradeProxyVersion', fault: { kind: 'reject' } }],
      deliveries: 2,
      expect: {
        sent: [proxy.targets],
        reports: [
          {
            status: 'rejected',
            fate: 'dead-lettered',
            outcomes: [{ target: proxy.targets[0], verdict: 'rejected' }],
          },
          {
            status: 'duplicate',
            fate: 'done',
            outcomes: [{ target: proxy.targets[0], verdict: 'rejected' }],
          },
        ],
      },
    },
  ],
};
