import { acceptedAll, hotfix, numbered, patch, plugIn, proxy } from '../asked.ts';
import type { Wave } from '../scene.ts';

const cassandra = numbered(1, 'in06');
const influx = numbered(11, 'in13');
const twelve = [...cassandra, ...influx];
const sentOn = { verdict: 'not_sent', code: 'sent_on' } as const;

/** What the cloud refuses, and what a second call or several calls bring through. */
export const byTheCloud: Wave = {
  title: 'refused by the cloud, or by halves',
  scenes: [
    {
      title: 'the instance is busy at first',
      way: 'queue',
      operation: 'install-kernel-plugin',
      intent: plugIn.intent,
      faults: [{ call: 'installKernelPlugin', fault: { kind: 'busy' } }],
      expect: {
        sent: [plugIn.targets, plugIn.targets],
        reports: [
          {
            status: 'held',
            fate: 'waits',
            outcomes: [{ target: plugIn.targets[0], verdict: 'rejected', code: 'DBS.200011', retry: true }],
          },
          { status: 'accepted', fate: 'done', outcomes: acceptedAll([plugIn.targets[0]]) },
        ],
      },
    },
    {
      title: 'REJECT inside an HTTP 200',
      way: 'queue',
      operation: 'upgrade-proxy-version',
      intent: proxy.intent,
      faults: [{ call: 'upgradeProxyVersion', fault: { kind: 'reject' } }],
      expect: {
        sent: [proxy.targets],
        reports: [
          {
            status: 'rejected',
            fate: 'dead-lettered',
            outcomes: [{ target: proxy.targets[0], verdict: 'rejected' }],
          },
        ],
      },
    },
    {
      title: 'throttled by the gateway',
      way: 'timer',
      operation: 'schedule-hotfix-upgrade',
      intent: hotfix.intent,
      faults: [{ call: 'createScheduleTask', fault: { kind: 'throttle' } }],
      expect: {
        sent: [hotfix.targets, hotfix.targets],
        reports: [
          {
            status: 'held',
            fate: 'waits',
            outcomes: hotfix.targets.map((target) => ({
              target,
              verdict: 'not_sent',
              code: 'APIGW.0308',
              retry: true,
            })),
          },
          { status: 'accepted', fate: 'done', outcomes: acceptedAll(hotfix.targets) },
        ],
      },
    },
    {
      title: 'a token that expires on the way',
      way: 'timer',
      operation: 'patch-databases',
      intent: { ...patch.intent, instance_ids: [patch.targets[0]] },
      faults: [
        { call: 'batchUpgradeDatabaseVersion', target: patch.targets[0], fault: { kind: 'token-expired' } },
      ],
      expect: {
        sent: [[patch.targets[0]], [patch.targets[0]]],
        reports: [{ status: 'accepted', fate: 'done', outcomes: acceptedAll([patch.targets[0]]) }],
      },
    },
    {
      title: 'twelve instances of two engines in one intent',
      way: 'queue',
      operation: 'patch-databases',
      intent: { ...patch.intent, instance_ids: twelve },
      instances: twelve.map((id) => ({ id, service: 'geminidb', project_id: patch.project_id })),
      expect: {
        sent: [cassandra, influx.slice(0, 10), influx.slice(10)],
        reports: [
          {
            status: 'held',
            fate: 'done',
            outcomes: twelve.map((target) => ({ target, ...sentOn })),
          },
          { status: 'accepted', fate: 'done', outcomes: acceptedAll(cassandra) },
          { status: 'accepted', fate: 'done', outcomes: acceptedAll(influx.slice(0, 10)) },
          { status: 'accepted', fate: 'done', outcomes: acceptedAll(influx.slice(10)) },
        ],
      },
    },
  ],
};
