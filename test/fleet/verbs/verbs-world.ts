import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { root } from '../../architecture/source.ts';
import { command, type Ended } from '../../cli/command.ts';
import { type ScriptedHttp, startScriptedHttp } from '../../unit/scripted-http.ts';
import { fleetText } from '../example.ts';
import { LEAD, type SteeringWorld, startSteering } from '../steering/steering-world.ts';

const STAGE = `verbs${process.pid}`;
const FILE = join(root, `fleets.${STAGE}.yml`);

/** What dead-letter queues answer: nothing lies there. */
const EMPTY: Readonly<Record<string, { readonly body: object }>> = {
  GetQueueAttributes: {
    body: { Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' } },
  },
  ReceiveMessage: { body: {} },
};

/** The functions of rollouts, and a shell whose decisions reach them at once. */
export interface VerbsWorld extends SteeringWorld {
  /** Who SQS says has sent what comes next, `role:session`. */
  sender: string;
  /** Decisions are taken by the queue, and no function hears of them. */
  deaf: boolean;
  /** What was put on the queue of decisions since `reset`. */
  readonly sent: Record<string, unknown>[];
  /** Minutes go by until a rollout stands so: what it is then. Throws after 90 minutes. */
  until(rollout: string, is: (head: RolloutHead) => boolean): Promise<RolloutHead>;
  /** Runs a command; at a terminal where something is `typed`. */
  run(words: readonly string[], typed?: string): Promise<Ended>;
}

/** Starts it. */
export async function startVerbs(): Promise<VerbsWorld> {
  const steering = await startSteering();
  const sent: Record<string, unknown>[] = [];
  const queue: ScriptedHttp = await startScriptedHttp(async ({ headers, body }) => {
    const action = String(headers['x-amz-target']).split('.').at(-1);
    if (action !== 'SendMessage') return EMPTY[action ?? ''] ?? { status: 400, body: {} };
    const message = JSON.parse(String(body.MessageBody)) as Record<string, unknown>;
    const id = `message-${sent.length + 1}`;
    sent.push({ ...message, queue: String(body.QueueUrl).split('/').at(-1) });
    if (!one.deaf) {
      await asTheFunctions(async () => {
        await steering.decide(message, one.sender, id);
        if (message.verb === 'plan') await steering.steer();
      });
    }
    return { body: { MessageId: id } };
  });
  let functions: NodeJS.ProcessEnv = {};
  /** With their environment, whatever the shell of the command that waits has. */
  async function asTheFunctions(run: () => Promise<void>): Promise<void> {
    const shell = { ...process.env };
    become(functions);
    try {
      await run();
    } finally {
      become(shell);
    }
  }
  const one: VerbsWorld = {
    ...steering,
    sender: `${LEAD}:anna`,
    deaf: false,
    sent,
    async reset(...given) {
      // Nobody waits for what does not come.
      jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
      await steering.reset(...given);
      sent.length = 0;
      one.sender = `${LEAD}:anna`;
      one.deaf = false;
      functions = { ...process.env };
      writeFileSync(FILE, fleetText({ windows: '[own]' }, 'monthly'));
    },
    async until(rollout, is) {
      for (let minute = 0; minute < 90; minute += 1) {
        const head = await steering.head(rollout);
        if (is(head)) return head;
        await steering.minute();
      }
      throw new Error(`still ${JSON.stringify(await steering.head(rollout))}`);
    },
    run: ([name = '', ...args], typed) =>
      command(
        name,
        args,
        {
          ...Object.fromEntries(
            Object.entries(process.env).filter(([key]) =>
              /^(HW_REGION|HW_PROJECT|AWS_|LEDGER_|FLEET_|QUEUE_|DEAD_)/.test(key),
            ),
          ),
          STAGE,
          AWS_ENDPOINT_URL_SQS: queue.origin,
        },
        Date.now(),
        typed,
      ),
    async close() {
      rmSync(FILE, { force: true });
      await queue.close();
      await steering.close();
    },
  };
  return one;
}

function become(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}
