import { acceptedAll, hotfix, numbered, plugIn, proxy } from '../asked.ts';
import type { Scene } from '../scene.ts';

const [first, second = ''] = hotfix.targets;
const undecidable = numbered(3, 'in14').at(-1) ?? '';

/** Submissions whose outcome nobody told: the service asks the cloud before it sends anything again. */
export const lostReplies: readonly Scene[] = [
  {
    title: 'the connection breaks after the work was accepted',
    way: 'queue',
    operation: plugIn.operation,
    intent: plugIn.intent,
    faults: [{ call: plugIn.call, target: plugIn.targets[0], fault: { kind: 'cut-after' } }],
    expect: {
      sent: [plugIn.targets],
      reports: [
        {
          status: 'unknown',
          fate: 'waits',
          outcomes: [{ target: plugIn.targets[0], verdict: 'unknown' }],
        },
        {
          status: 'accepted',
          fate: 'done',
          outcomes: [
            {
              target: plugIn.targets[0],
              verdict: 'accepted',
              reason: 'found in the cloud; not sent again',
            },
          ],
        },
      ],
    },
  },
  {
    title: 'the reply leaves one instance out',
    way: 'webhook',
    operation: hotfix.operation,
    intent: hotfix.intent,
    faults: [{ call: hotfix.call, target: second, fault: { kind: 'missing-target' } }],
    expect: {
      answer: { status: 202 },
      sent: [hotfix.targets],
      reports: [
        {
          status: 'unknown',
          fate: 'waits',
          outcomes: [
            { target: first, verdict: 'accepted' },
            { target: second, verdict: 'unknown' },
          ],
        },
        { status: 'accepted', fate: 'done', outcomes: acceptedAll(hotfix.targets) },
      ],
    },
  },
  {
    title: 'the connection breaks before anything was done',
    way: 'timer',
    operation: proxy.operation,
    intent: proxy.intent,
    faults: [{ call: proxy.call, fault: { kind: 'cut-before' } }],
    expect: {
      sent: [proxy.targets, proxy.targets],
      reports: [
        {
          status: 'unknown',
          fate: 'waits',
          outcomes: [{ target: proxy.targets[0], verdict: 'unknown' }],
        },
        { status: 'accepted', fate: 'done', outcomes: acceptedAll(proxy.targets) },
      ],
    },
  },
  {
    title: 'the reply is lost, and the job goes by a name that could be anything',
    way: 'webhook',
    operation: plugIn.operation,
    intent: { ...plugIn.intent, instance_id: undecidable },
    instances: [{ id: undecidable, service: 'gaussdb', project_id: plugIn.project_id }],
    faults: [
      {
        call: plugIn.call,
        target: undecidable,
        fault: [{ kind: 'cut-after' }, { kind: 'job', name: 'ModifyInstance' }],
      },
    ],
    expect: {
      answer: { status: 202 },
      sent: [[undecidable]],
      reports: [
        {
          status: 'unknown',
          fate: 'waits',
          outcomes: [{ target: undecidable, verdict: 'unknown' }],
        },
        {
          status: 'unknown',
          fate: 'dead-lettered',
          outcomes: [
            {
              target: undecidable,
              verdict: 'unknown',
              hint: 'look in the console before sending it again',
            },
          ],
        },
      ],
    },
  },
];
