import { eventResources } from '../../../infra/aws/events.ts';
import type { AboutRollout } from '../../../shared/telling/events/about-rollout.ts';
import { jobEnded } from '../../../shared/telling/events/job-ended.ts';
import { ROLLOUT_KINDS } from '../../../shared/telling/events/rollouts.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { type Mail, startMailbox } from '../../chat/mailbox.ts';
import { type Robots, startRobots, type TakenMessage } from '../../chat/robots.ts';
import { startLambda } from '../../platform/lambda.ts';
import { startQueues } from '../../platform/queues.ts';
import { sqsEvent } from '../../platform/sqs-event.ts';
import { keepEnvironment } from '../../secrets/kept.ts';
import { readDeployments } from '../deployments.ts';
import type { Stage } from '../stage.ts';

const NAME = 'tell-chat';
/** How many single patches go well. */
const WELL = 25;
/** Its words would call everybody in a room, if they were more than words there. */
const SENTENCE = 'wave canary: 2 of 5 ended badly, orders <!channel> @all among them';

const mailedKinds = Object.values(ROLLOUT_KINDS).filter(({ mail }) => mail).length;

/** What was told of every kind of event, each of which came twice, and how the function ended. */
export interface RoomsTold {
  readonly rooms: readonly string[];
  readonly events: number;
  readonly taken: readonly TakenMessage[];
  readonly mails: readonly Mail[];
  readonly handedBack: number;
  readonly lines: readonly string[];
}

interface Options {
  readonly dist?: string;
  /** What the function is given so that it finds the channels; without it the text itself. */
  readonly keep?: (channels: string) => Readonly<Record<string, string>>;
}

/** Tells a room of every kind of all that can happen to a rollout, by the built function, at a minute at which robots have little to do. */
export async function tellRooms(stage: Stage, { dist, keep }: Options = {}): Promise<RoomsTold> {
  const clockOffsetMs = Math.ceil(Date.now() / HOUR) * HOUR + 10 * MINUTE - Date.now();
  const robots = await startRobots(clockOffsetMs);
  const mailbox = await startMailbox();
  const queues = await startQueues([NAME]);
  const deployment = (await readDeployments(dist)).find(({ name }) => name === NAME);
  if (!deployment) throw new Error(`there is no function ${NAME}`);
  const text = JSON.stringify(robots.channels);
  keepEnvironment({ CHANNELS: text });
  const lambda = startLambda({
    ...deployment,
    concurrency: 1,
    clockOffsetMs,
    environment: {
      ...stage.environment,
      ...(keep?.(text) ?? { CHANNELS: text }),
      AWS_SDK_UA_APP_ID: NAME,
      PEOPLE_TOPIC: mailbox.topic,
      AWS_ENDPOINT_URL_SNS: mailbox.endpoint,
    },
  });
  try {
    const events = eventsFor(robots, Date.now() + clockOffsetMs);
    const lines: string[] = [];
    let handedBack = 0;
    const singles = singleEvents(Date.now() + clockOffsetMs);
    for (const event of [...events, ...events, ...singles]) {
      await queues.purge(queues.url(NAME));
      await queues.send(NAME, JSON.stringify(event));
      const messages = await queues.receiveAll(queues.url(NAME));
      const { payload, logs } = await lambda.invoke(sqsEvent(messages, queues.arn(NAME), clockOffsetMs));
      lines.push(...logs);
      handedBack += (payload as { batchItemFailures?: unknown[] })?.batchItemFailures?.length ?? 1;
    }
    return {
      rooms: Object.keys(robots.channels),
      events: events.length,
      taken: [...robots.taken],
      mails: [...mailbox.mails],
      handedBack,
      lines,
    };
  } finally {
    await lambda.close();
    await queues.close();
    await robots.close();
    await mailbox.close();
  }
}

/** What the rule of the bus puts on the queue. */
function eventsFor({ channels }: Robots, now: number) {
  const { Properties } = eventResources('local').RolloutsToChat as {
    Properties: { EventPattern: { source: string[]; 'detail-type': string[] } };
  };
  const { source, 'detail-type': types } = Properties.EventPattern;
  return Object.entries(ROLLOUT_KINDS).flatMap(([word, { detailType }]) => {
    const detail: AboutRollout = {
      version: 1,
      event_id: `rehearsal/${word}/${now}`,
      fleet: 'monthly',
      rollout: 'rehearsal',
      wave: 'canary',
      at: new Date(now).toISOString(),
      sentence: SENTENCE,
      to: ['people', ...Object.keys(channels)],
    };
    const event = { version: '0', id: word, 'detail-type': detailType, source: source[0], detail };
    return types.includes(detailType) ? [event] : [];
  });
}

/** Patches that went well, one that failed, and the digest of the next day. */
function singleEvents(now: number) {
  const ended = (number: number, end: string) => {
    const request_id = `rehearsal/${number}/${now}`;
    const detail = {
      event_id: request_id,
      request_id,
      end,
      sentence: `GeminiDB db-${number}: the patch ${end}`,
    };
    return { 'detail-type': jobEnded.detailType, source: 'db-upkeep', detail };
  };
  const well = Array.from({ length: WELL }, (_, number) => ended(number, 'succeeded'));
  const days = [0, DAY].map((more) => ({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: new Date(now + more).toISOString(),
    detail: {},
  }));
  return [...well, ended(WELL, 'failed'), ...days];
}

/** What is not as it should be, in words; nothing when all is well. */
export function compareTold({ rooms, events, taken, mails, handedBack, lines }: RoomsTold): string[] {
  const wrong = (is: unknown, should: string) => `told to rooms: ${JSON.stringify(is)}, not ${should}`;
  const each = rooms.map((room) => taken.filter(({ kind }) => `${kind}-room` === room).length);
  const calls = taken.filter(({ kind, post }) => kind !== 'webhook' && post.text.includes('<!'));
  return [
    ...(events > 0 && each.every((count) => count === events)
      ? []
      : [wrong({ each, lines: lines.slice(0, 3) }, `${events} to each, once`)]),
    ...(mails.length === mailedKinds + 2 &&
    mails.some(({ text }) => text.startsWith(`${WELL} things went well`))
      ? []
      : [
          wrong(
            mails,
            `a mail for each of ${mailedKinds} events, one of what failed, and one of all ${WELL} that went well`,
          ),
        ]),
    ...(handedBack === 0 ? [] : [wrong({ handedBack }, 'none that goes back to the queue')]),
    ...calls.map(({ post }) => wrong(post.text, 'a text that calls nobody')),
  ];
}

/** The same in lines that a person can read at a glance: one message as it stands in a room. */
export function toldSummary({ rooms, events, taken, mails }: RoomsTold): string {
  const one = taken.find(({ reads }) => reads.includes('Halted')) ?? taken[0];
  const digest = mails.find(({ text }) => text.includes('went well'))?.text.split('\n') ?? [];
  return `Told to ${rooms.length} rooms: ${events} events of a rollout, each once although it came twice. One message, of a made-up rollout with a target whose name tries to call everybody:\n  ${(one?.reads ?? '').replace('\n', '\n  ')}\nMailed: what failed at once, and what went well in one mail a day: "${digest[0]} ${digest[1]}; …"`;
}
