import { acceptedAll, numbered, patch } from '../asked.ts';
import type { ExpectedReport, Scene, Wave } from '../scene.ts';
import type { Stage } from '../stage.ts';

const [first = '', second = ''] = numbered(2, 'in13');

const password = ({ cloud, functions }: Stage, change: (text: string) => string) => {
  for (const user of cloud.state.users.values()) user.password = change(user.password);
  return functions;
};

const patchOf = (title: string, way: Scene['way'], target: string): Scene => {
  const held: ExpectedReport = {
    status: 'held',
    fate: 'waits',
    outcomes: [{ target, verdict: 'not_sent', retry: true }],
  };
  return {
    title,
    way,
    operation: patch.operation,
    intent: { ...patch.intent, instance_ids: [target] },
    instances: [{ id: target, service: 'geminidb', project_id: patch.project_id }],
    expect: {
      sent: [[target]],
      reports: [held, { status: 'accepted', fate: 'done', outcomes: acceptedAll([target]) }],
    },
  };
};

/**
 * The first refusal of the password opens the breaker: nobody tries it again until its time is over, and by then it
 * has been put right. One token request is refused, the next gets the token; a third may be that of `follow-job`.
 */
export const wrongPassword: Wave = {
  title: 'a wrong password, put right after a while',
  inTurn: true,
  scenes: [
    patchOf('the one that finds out', 'timer', first),
    patchOf('one that comes meanwhile', 'queue', second),
  ],
  before: (stage) => {
    // A process that is running has its token; a new one has to ask.
    password(stage, (text) => `${text}, but changed`)
      .get(patch.operation)
      ?.kill();
  },
  meanwhile: (stage) => {
    password(stage, (text) => text.replace(', but changed', ''));
  },
  logins: 3,
  refusedLogins: 1,
};
