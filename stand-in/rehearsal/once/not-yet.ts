import { acceptedAll, hotfix, numbered, patch } from '../asked.ts';
import type { Scene } from '../scene.ts';

const [first = '', busy = '', last = ''] = numbered(3, 'in13');
const all = [first, busy, last];
const later = numbered(2, 'in14').reverse();

/** What cannot be sent yet: it waits in the ledger, and only what has to. */
export const notYet: readonly Scene[] = [
  {
    title: 'one of three instances is busy, twice',
    way: 'webhook',
    operation: patch.operation,
    intent: { ...patch.intent, instance_ids: all },
    instances: all.map((id) => ({ id, service: 'geminidb', project_id: patch.project_id })),
    faults: [
      {
        call: patch.call,
        target: busy,
        times: 2,
        fault: { kind: 'busy', targets: [busy] },
      },
    ],
    expect: {
      answer: { status: 202 },
      sent: [all, [busy], [busy]],
      reports: [
        ...Array.from({ length: 2 }, () => ({
          status: 'partial' as const,
          fate: 'waits' as const,
          outcomes: [
            { target: first, verdict: 'accepted' as const },
            { target: busy, verdict: 'rejected' as const, code: 'DBS.200011', retry: true },
            { target: last, verdict: 'accepted' as const },
          ],
        })),
        { status: 'accepted', fate: 'done', outcomes: acceptedAll(all) },
      ],
    },
  },
  {
    title: 'an intent for later',
    way: 'timer',
    operation: hotfix.operation,
    intent: { ...hotfix.intent, instance_ids: later, not_before: 'PT2S' },
    instances: later.map((id) => ({ id, service: 'gaussdb', project_id: hotfix.project_id })),
    expect: {
      sent: [later],
      reports: [
        {
          status: 'held',
          fate: 'waits',
          outcomes: later.map((target) => ({ target, verdict: 'not_sent', retry: true })),
        },
        { status: 'accepted', fate: 'done', outcomes: acceptedAll(later) },
      ],
    },
  },
];
