import { eventResources } from '../../../infra/aws/events.ts';
import { DESK_KINDS } from '../../../shared/telling/desk/outcome.ts';
import { startRobots, type TakenMessage } from '../../chat/robots.ts';
import { startLambda } from '../../platform/lambda.ts';
import { startQueues } from '../../platform/queues.ts';
import { sqsEvent } from '../../platform/sqs-event.ts';
import { keepEnvironment } from '../../secrets/kept.ts';
import { readDeployments } from '../deployments.ts';
import type { Stage } from '../stage.ts';

const NAME = 'tell-desk';
const SENTENCE = 'GeminiDB …in13: the patch succeeded after 12 min (2.1 → 2.2)';

/** What a change desk was told of every kind of outcome, and how the function ended. */
export interface DeskTold {
  readonly events: number;
  readonly taken: readonly TakenMessage[];
  readonly lines: readonly string[];
}

interface Options {
  readonly dist?: string;
  /** What the function is given so that it finds the senders; without it the text itself. */
  readonly keep?: (senders: string) => Readonly<Record<string, string>>;
}

/** Tells a change desk what became of a request of it, by the built function: what the rule of the bus lets pass. */
export async function tellOutcomes(stage: Stage, { dist, keep }: Options = {}): Promise<DeskTold> {
  const robots = await startRobots();
  const queues = await startQueues([NAME]);
  const deployment = (await readDeployments(dist)).find(({ name }) => name === NAME);
  if (!deployment) throw new Error(`there is no function ${NAME}`);
  const { url, secret } = robots.channels['webhook-room'] as { url: string; secret: string };
  const text = JSON.stringify({ 'change-desk': { secrets: [secret], url } });
  keepEnvironment({ WEBHOOK_SENDERS: text });
  const lambda = startLambda({
    ...deployment,
    concurrency: 1,
    environment: {
      ...stage.environment,
      ...(keep?.(text) ?? { WEBHOOK_SENDERS: text }),
      AWS_SDK_UA_APP_ID: NAME,
    },
  });
  try {
    const lines: string[] = [];
    const events = eventsOfRule();
    for (const event of events) await queues.send(NAME, JSON.stringify(event));
    for (const message of await queues.receiveAll(queues.url(NAME))) {
      lines.push(...(await lambda.invoke(sqsEvent([message], queues.arn(NAME)))).logs);
    }
    return { events: events.length, taken: [...robots.taken], lines };
  } finally {
    await lambda.close();
    await queues.close();
    await robots.close();
  }
}

/** An event of each kind that the rule takes. */
function eventsOfRule() {
  const { Properties } = eventResources('local').OutcomesToDesks as {
    Properties: {
      EventPattern: { source: string[]; 'detail-type': string[]; detail: { trigger: string[] } };
    };
  };
  const { source, 'detail-type': types, detail } = Properties.EventPattern;
  const at = new Date().toISOString();
  return types.map((type) => ({
    version: '0',
    source: source[0],
    'detail-type': type,
    detail: {
      version: 1,
      event_id: `patch-databases#p#CHG-1042#${type}`,
      request_id: 'CHG-1042',
      trigger: detail.trigger[0],
      sender: 'change-desk',
      sentence: SENTENCE,
      settled_at: at,
      ended_at: at,
      refused_at: at,
    },
  }));
}

/** What is not as it should be, in words; nothing when all is well. */
export const compareOutcomes = ({ events, taken, lines }: DeskTold): string[] =>
  events === DESK_KINDS.length && taken.length === events && taken.every(({ reads }) => reads === SENTENCE)
    ? []
    : [
        `told to a change desk: ${JSON.stringify({ events, taken: taken.length, lines })}, not ${DESK_KINDS.length}, each once`,
      ];

/** The same in a line that a person can read at a glance. */
export const outcomesSummary = ({ taken }: DeskTold): string =>
  `Told to that change desk, signed with its own secret: ${taken.length} outcomes, such as "${taken[0]?.reads}".`;
