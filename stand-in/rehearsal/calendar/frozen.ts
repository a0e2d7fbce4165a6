import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleCalendar, hashOfCalendar } from '../../../infra/calendar/bundle-calendar.ts';
import { compileCalendar } from '../../../infra/calendar/compile-calendar.ts';
import type { Report } from '../../../shared/terms/report.ts';
import { HOUR } from '../../../shared/values/time/units.ts';
import { type LambdaFunction, startLambda } from '../../platform/lambda.ts';
import { type Queues, startQueues } from '../../platform/queues.ts';
import { sqsEvent } from '../../platform/sqs-event.ts';
import { numbered, patch } from '../asked.ts';
import { copyBundle } from '../copied-bundle.ts';
import { readDeployments } from '../deployments.ts';
import { reportOf } from '../runs.ts';
import type { Stage } from '../stage.ts';
import { sweepWith } from '../sweeper.ts';

const NAME = 'quarter-end';
const TARGET = numbered(1, 'in13')[0] ?? '';
/** The clock of whoever comes when the freeze is over. */
const LATER_MS = 2 * HOUR;

const calendarText = (now: number) => {
  const minute = (at: number) => new Date(at).toISOString().slice(0, 16);
  return `freezes:
  ${NAME}: { from: ${minute(now - HOUR)}, to: ${minute(now + HOUR)}, time_zone: UTC, because: the books are closed }
`;
};

/** What became of an intent that came in a freeze: in it, when the ledger brought it back after, and what reached the cloud by each. */
export interface Frozen {
  readonly inside: Report | undefined;
  readonly after: Report | undefined;
  readonly sent: { readonly inside: number; readonly after: number };
}

/**
 * Brings an intent while a freeze holds, then sweeps two hours later, when it is over, and delivers what the sweep puts on the
 * queue; each time in processes of their own whose clock is then.
 */
export async function meetFreeze(stage: Stage): Promise<Frozen> {
  const { cloud } = stage;
  cloud.state.addInstance({ id: TARGET, service: patch.service, project_id: patch.project_id });
  const calendar = compileCalendar([{ name: 'calendar.yml', text: calendarText(Date.now()) }], Date.now());
  const folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  const queues = await startQueues([patch.operation]);
  try {
    const deployed = (await readDeployments())
      .filter(({ name }) => name === patch.operation || name === 'sweep')
      .map((deployment) => copyBundle(deployment, folder));
    bundleCalendar(calendar, pathToFileURL(`${folder}/`));
    const at = (name: string, clockOffsetMs: number): LambdaFunction => {
      const deployment = deployed.find((one) => one.name === name);
      if (!deployment) throw new Error(`there is no function ${name}`);
      return startLambda({
        ...deployment,
        concurrency: 1,
        clockOffsetMs,
        environment: {
          ...stage.environment,
          AWS_ENDPOINT_URL_SQS: queues.endpoint,
          QUEUE_URL: queues.urlTemplate,
          CALENDAR_HASH: hashOfCalendar(calendar),
          AWS_SDK_UA_APP_ID: name,
        },
      });
    };
    const intent = { ...patch.intent, instance_ids: [TARGET], request_id: 'in-a-freeze', not_after: 'PT6H' };
    await queues.send(patch.operation, JSON.stringify(intent));
    const inside = await deliver(at(patch.operation, 0), queues, 0);
    const taken = cloud.accepted.length;
    const sweep = at('sweep', LATER_MS);
    await sweepWith(sweep).once().finally(sweep.close);
    const after = await deliver(at(patch.operation, LATER_MS), queues, LATER_MS);
    return { inside, after, sent: { inside: taken, after: cloud.accepted.length - taken } };
  } finally {
    await queues.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Hands what is on the queue to the function; the report of its last line. */
async function deliver(
  lambda: LambdaFunction,
  queues: Queues,
  clockOffsetMs: number,
): Promise<Report | undefined> {
  const messages = await queues.receiveAll(queues.url(patch.operation));
  await queues.purge(queues.url(patch.operation));
  const { logs } = await lambda
    .invoke(sqsEvent(messages, queues.arn(patch.operation), clockOffsetMs))
    .finally(lambda.close);
  return logs.map(reportOf).findLast((report) => report !== undefined);
}

/** What is not as it should be, in words; nothing when all is well. */
export function compareFrozen({ inside, after, sent }: Frozen): string[] {
  const wrong = (when: string, is: unknown, should: string) =>
    `in a freeze: ${when} is ${JSON.stringify(is)}, not ${should}`;
  const held = inside?.status === 'held' && inside.outcomes.every(({ code }) => code === 'frozen');
  return [
    ...(held && inside.reason?.includes(NAME) ? [] : [wrong('what came in it', inside, `held by ${NAME}`)]),
    ...(sent.inside === 0 ? [] : [wrong('what the cloud took in it', sent.inside, '0')]),
    ...(after?.status === 'accepted' ? [] : [wrong('what the sweep brought after it', after, 'accepted')]),
    ...(sent.after === 1 ? [] : [wrong('what the cloud took after it', sent.after, '1')]),
  ];
}

/** The same in a line that a person can read at a glance. */
export const frozenSummary = ({ inside, after }: Frozen): string =>
  `In a freeze: ${inside?.status}, "${inside?.reason}"; once it was over: ${after?.status}.`;
