import { hotfix, numbered, patch, plugIn, proxy } from '../asked.ts';
import type { Wave } from '../scene.ts';

/** What never reaches the cloud: faults of the sender, and a dry run. */
export const beforeSending: Wave = {
  title: 'refused before anything is sent',
  scenes: [
    {
      title: 'a misspelt field',
      way: 'timer',
      operation: patch.operation,
      intent: { ...patch.intent, instance_idz: [patch.targets[0]] },
      expect: { sent: [], reports: [{ status: 'invalid', fate: 'dead-lettered', outcomes: [] }] },
    },
    {
      title: 'more ids than an intent may have',
      way: 'queue',
      operation: patch.operation,
      intent: { ...patch.intent, instance_ids: numbered(101, 'in13') },
      expect: { sent: [], reports: [{ status: 'invalid', fate: 'dead-lettered', outcomes: [] }] },
    },
    {
      title: 'a start_time that is past',
      way: 'timer',
      operation: hotfix.operation,
      intent: { ...hotfix.intent, start_time: '2023-06-01T01:47:20+0800' },
      expect: {
        sent: [],
        reports: [
          {
            status: 'expired',
            fate: 'dead-lettered',
            outcomes: hotfix.targets.map((target) => ({ target, verdict: 'not_sent' })),
          },
        ],
      },
    },
    {
      title: 'a webhook for an operation that does not exist',
      way: 'webhook',
      operation: 'drop-databases',
      intent: patch.intent,
      expect: {
        answer: { status: 404, says: patch.operation },
        sent: [],
        reports: [{ status: 'invalid', fate: 'done', outcomes: [] }],
      },
    },
    {
      title: 'a webhook with a forged signature',
      way: 'webhook',
      operation: patch.operation,
      intent: patch.intent,
      forged: true,
      expect: {
        answer: { status: 401 },
        sent: [],
        reports: [{ status: 'forbidden', fate: 'done', outcomes: [] }],
      },
    },
    {
      title: 'a plug-in from a host that is no OBS',
      way: 'webhook',
      operation: plugIn.operation,
      intent: { ...plugIn.intent, url: 'https://plug-ins.example.com/postgis.zip' },
      expect: {
        answer: { status: 400, says: '"path":"url"' },
        sent: [],
        reports: [{ status: 'invalid', fate: 'done', outcomes: [] }],
      },
    },
    {
      title: 'a dry run',
      way: 'timer',
      operation: proxy.operation,
      intent: { ...proxy.intent, dry_run: true },
      expect: {
        sent: [],
        reports: [
          {
            status: 'dry_run',
            fate: 'done',
            outcomes: [{ target: proxy.targets[0], verdict: 'not_sent', code: 'dry_run' }],
          },
        ],
      },
    },
  ],
};
