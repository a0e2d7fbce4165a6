import { MINUTE } from '../../../shared/values/time/units.ts';
import { acceptedAll, hotfix, numbered, patch, plugIn, proxy } from '../asked.ts';
import type { Wave } from '../scene.ts';
import type { Stage } from '../stage.ts';

const [done = '', failing = '', endless = ''] = numbered(3, 'in13');
const patched = [done, failing, endless];
const [contested] = hotfix.targets;
/** So many times faster runs the cloud's clock once everything is under way: its jobs of a quarter of an hour take two seconds. */
const SPEED = 450;

/** Cancels the hotfix task as somebody in the vendor's console would, before it starts. */
async function cancelHotfix({ cloud }: Stage): Promise<void> {
  const task = cloud.accepted.find(({ call }) => call === hotfix.call);
  const token = [...cloud.state.tokens].find(([, { project_id }]) => project_id === hotfix.project_id)?.[0];
  const path = `/v3/${hotfix.project_id}/instances/schedule-task/${task?.job_id}/cancel`;
  const reply = await fetch(`${cloud.endpoints.gaussdb}${path}`, {
    method: 'PUT',
    headers: { 'x-auth-token': token ?? '' },
  });
  if (reply.status !== 200) throw new Error(`the task was not cancelled: ${await reply.text()}`);
}

/** Accepted is not done: every job is followed until its end is known, and no two requests work on one instance. */
export const followed: Wave = {
  title: 'followed to the end',
  followed: true,
  inTurn: true,
  scenes: [
    {
      title: 'a plug-in that is installed',
      way: 'queue',
      operation: plugIn.operation,
      intent: plugIn.intent,
      expect: {
        sent: [plugIn.targets],
        reports: [{ status: 'accepted', fate: 'done', outcomes: acceptedAll(plugIn.targets) }],
        ends: [{ target: plugIn.targets[0], end: 'succeeded', before: 'no postgis', after: 'postgis 1.0' }],
      },
    },
    {
      title: 'a proxy that is said to be upgraded and still runs the old version',
      way: 'webhook',
      operation: proxy.operation,
      intent: proxy.intent,
      endings: [{ how: 'unchanged', target: proxy.targets[0] }],
      expect: {
        answer: { status: 202 },
        sent: [proxy.targets],
        reports: [{ status: 'accepted', fate: 'done', outcomes: acceptedAll(proxy.targets) }],
        ends: [
          {
            target: proxy.targets[0],
            end: 'completed_unchanged',
            before: 'proxy 2.23.12.000',
            after: 'proxy 2.23.12.000',
          },
        ],
      },
    },
    {
      title: 'three patches: one succeeds, one fails, one never ends',
      way: 'timer',
      operation: patch.operation,
      intent: { ...patch.intent, instance_ids: patched },
      instances: patched.map((id) => ({ id, service: 'geminidb', project_id: patch.project_id })),
      endings: [
        { how: 'failed', target: failing, fail_reason: 'Node 2 did not come back.', afterMs: 9 * MINUTE },
        { how: 'never', target: endless },
      ],
      expect: {
        sent: [patched],
        reports: [{ status: 'accepted', fate: 'done', outcomes: acceptedAll(patched) }],
        ends: [
          { target: done, end: 'succeeded' },
          { target: failing, end: 'failed', reason: 'Node 2 did not come back.' },
          {
            target: endless,
            end: 'timed_out',
            reason: 'it has not ended in time; last seen Running 50%',
          },
        ],
      },
    },
    {
      title: 'a hotfix that somebody cancels before it starts',
      way: 'timer',
      operation: hotfix.operation,
      intent: { ...hotfix.intent, request_id: 'change-4713', start_time: 'PT5S' },
      expect: {
        sent: [hotfix.targets],
        reports: [{ status: 'accepted', fate: 'done', outcomes: acceptedAll(hotfix.targets) }],
        ends: hotfix.targets.map((target) => ({ target, end: 'canceled' })),
      },
    },
    {
      title: 'a plug-in for an instance that the hotfix has taken: it waits for its end',
      way: 'queue',
      operation: plugIn.operation,
      intent: { ...plugIn.intent, project_id: hotfix.project_id, instance_id: contested },
      expect: {
        sent: [[contested]],
        reports: [
          {
            status: 'held',
            fate: 'waits',
            outcomes: [{ target: contested, verdict: 'not_sent', code: 'held', retry: true }],
          },
          { status: 'accepted', fate: 'done', outcomes: acceptedAll([contested]) },
        ],
        ends: [{ target: contested, end: 'succeeded', before: 'no postgis', after: 'postgis 1.0' }],
      },
    },
  ],
  meanwhile: async (stage) => {
    await cancelHotfix(stage);
    stage.cloud.clock.run(SPEED);
  },
};
