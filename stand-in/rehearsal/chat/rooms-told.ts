import { eventResources } from '../../../infra/aws/events.ts';
import type { AboutRollout } from '../../../shared/telling/events/about-rollout.ts';
import { jobEnded } from '../../../shared/telling/events/job-ended.ts';
import { ROLLOUT_KINDS } from '../../../shared/telling/events/rollouts.ts';
import { chunksOf } from '../../../shared/values/chunks.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { type Mail, startMailbox } from '../../chat/mailbox.ts';
import { type Robots, startRobots, type TakenMessage } from '../../chat/robots.ts';
import type { TakenEvent } from '../../platform/event-bus.ts';
import { startLambda } from '../../platform/lambda.ts';
import { startQueues } from '../../platform/queues.ts';
import { sqsEvent } from '../../platform/sqs-event.ts';
import { keepEnvironment } from '../../secrets/kept.ts';
import { readDeployments } from '../deployments.ts';
import type { Stage } from '../stage.ts';
import { compareMessages, messageLines, namesRooms } from './fleet-messages.ts';

const NAME = 'tell-chat';
/** How many single patches go well. */
const WELL = 25;
/** Its words would call everybody in a room, if they were more than words there. */
const SENTENCE = 'wave canary: 2 of 5 ended badly, orders <!channel> @all among them';

const isMailed = (type: string) =>
  Object.values(ROLLOUT_KINDS).some(({ detailType, mail }) => mail && detailType === type);

/** How many mails these make, with those of each kind that was not heard of. */
const mailsOf = (fleet: readonly TakenEvent[]): number => {
  const heard = fleet.map(({ detailType }) => detailType);
  const others = Object.values(ROLLOUT_KINDS).map(({ detailType }) => detailType);
  return [...heard, ...others.filter((type) => !heard.includes(type))].filter(isMailed).length;
};

/** What was told, each event having come twice, and how the function ended. */
export interface RoomsTold {
  readonly rooms: readonly string[];
  /** What happened to a fleet, and how many events were made up beside. */
  readonly fleet: readonly TakenEvent[];
  /** What became of its targets, one by one. */
  readonly ofTargets: readonly TakenEvent[];
  readonly events: number;
  readonly taken: readonly TakenMessage[];
  readonly mails: readonly Mail[];
  readonly handedBack: number;
  readonly lines: readonly string[];
}

interface Options {
  /** What the bus was told of a fleet that names the rooms; of every other kind of event one is made up. */
  readonly fleet?: readonly TakenEvent[];
  readonly dist?: string;
  /** What the function is given so that it finds the channels; without it the text itself. */
  readonly keep?: (channels: string) => Readonly<Record<string, string>>;
}

/** Tells a room of every kind of what happened to a fleet, and of all else that can happen to a rollout, by the built function, at a minute at which robots have little to do. */
export async function tellRooms(
  stage: Stage,
  { dist, keep, fleet: given = [] }: Options = {},
): Promise<RoomsTold> {
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
    // The bus may have an event twice.
    const heard = [...new Map(given.map((event) => [event.detail.event_id, event])).values()];
    const fleet = heard.filter(namesRooms);
    const events = [
      ...fleet.map(asRuled),
      ...madeUp(
        robots,
        fleet.map(({ detailType }) => detailType),
        Date.now() + clockOffsetMs,
      ),
    ];
    const lines: string[] = [];
    let handedBack = 0;
    const singles = singleEvents(Date.now() + clockOffsetMs);
    const ofTargets = heard.filter(isOfTarget);
    const batches = [
      ...[...events, ...events, ...singles].map((event) => [event]),
      ...chunksOf(ofTargets.map(asRuled), A_BATCH),
    ];
    for (const batch of batches) {
      await queues.purge(queues.url(NAME));
      for (const event of batch) await queues.send(NAME, JSON.stringify(event));
      const messages = await queues.receiveAll(queues.url(NAME));
      const { payload, logs } = await lambda.invoke(sqsEvent(messages, queues.arn(NAME), clockOffsetMs));
      lines.push(...logs);
      handedBack += (payload as { batchItemFailures?: unknown[] })?.batchItemFailures?.length ?? 1;
    }
    return {
      rooms: Object.keys(robots.channels),
      fleet,
      ofTargets,
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

/** What the rules of the bus take. */
const { RolloutsToChat, OutcomesToPeople } = eventResources('local') as Record<
  string,
  { Properties: { EventPattern: { source: string[]; 'detail-type': string[] } } }
>;
const patterns = [RolloutsToChat, OutcomesToPeople].flatMap((rule) => rule?.Properties.EventPattern ?? []);
const source = patterns.flatMap((pattern) => pattern.source);
const types = patterns.flatMap((pattern) => pattern['detail-type']);

const A_BATCH = 10;
const isOfTarget = ({ detail }: TakenEvent) => 'request_id' in detail;
const failed = (events: readonly TakenEvent[]) =>
  events.filter(({ detail }) => detail.end === 'failed').length;

/** An event as the rule puts it on the queue. */
function asRuled({ source: from, detailType, detail }: TakenEvent) {
  if (!source.includes(from) || !types.includes(detailType)) throw new Error(`no rule takes ${detailType}`);
  return { version: '0', source: from, 'detail-type': detailType, detail };
}

/** An event of each kind that was not heard of. */
function madeUp({ channels }: Robots, heard: readonly string[], now: number) {
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
    return types.includes(detailType) && !heard.includes(detailType) ? [event] : [];
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
export function compareTold({
  rooms,
  fleet,
  ofTargets,
  events,
  taken,
  mails,
  handedBack,
  lines,
}: RoomsTold): string[] {
  const wrong = (is: unknown, should: string) => `told to rooms: ${JSON.stringify(is)}, not ${should}`;
  const each = rooms.map((room) => taken.filter(({ kind }) => `${kind}-room` === room).length);
  const mailed = mailsOf(fleet) + failed(ofTargets);
  const calls = taken.filter(({ kind, post }) => kind !== 'webhook' && post.text.includes('<!'));
  return [
    ...(events > 0 && each.every((count) => count === events)
      ? []
      : [wrong({ each, lines: lines.slice(0, 3) }, `${events} to each, once`)]),
    ...compareMessages(rooms, fleet, taken),
    ...(mails.length === mailed + 2 && mails.some(({ text }) => text.startsWith(`${WELL} things went well`))
      ? []
      : [
          wrong(
            mails,
            `a mail for each of ${mailed} events of fleets, one of what failed, and one of all ${WELL} that went well`,
          ),
        ]),
    ...(handedBack === 0 ? [] : [wrong({ handedBack }, 'none that goes back to the queue')]),
    ...calls.map(({ post }) => wrong(post.text, 'a text that calls nobody')),
  ];
}

/** The same in lines that a person can read at a glance: what the fleet told, and one message that is hostile. */
export function toldSummary({ rooms, fleet, ofTargets, events, taken, mails }: RoomsTold): string {
  const hostile = taken.find(({ reads }) => reads.includes('Halted'));
  const digest = mails.find(({ text }) => text.includes('went well'))?.text.split('\n') ?? [];
  return [
    ...messageLines(rooms, fleet),
    `Of ${ofTargets.length} things that became of its targets and those of the small fleets ${failed(ofTargets)} were mailed by themselves: work that failed.`,
    `And ${events - fleet.length} of kinds that it had no need of, made up, with a target whose name tries to call everybody:`,
    `    ${(hostile?.reads ?? '').replace('\n', '\n    ')}`,
    `Mailed: what failed at once, and what went well in one mail a day: "${digest[0]} ${digest[1]}; …"`,
  ].join('\n');
}
