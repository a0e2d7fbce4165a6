import { once } from 'node:events';
import { examples } from '../../functions/install-kernel-plugin/examples.ts';
import { sign } from './sign.ts';
import type { Stage } from './stage.ts';

const SWEEP_MS = 3000;

/** Prints a log line, unless it is that of a sweep that found nothing to do. */
const echo = (line: string) => {
  if (!/"operation":"sweep","due":0,.*"failed":0,/.test(line)) console.log(line);
};

/** Leaves the stage up on a fresh cloud, says where everything is, echoes what the functions log; settles on Ctrl-C. */
export async function keepUp(stage: Stage): Promise<void> {
  const { cloud, queues, ledger, sweeper, httpApi, secret, functions } = stage;
  await stage.reset();
  for (const lambda of functions.values()) lambda.onLog = echo;
  sweeper.every(SWEEP_MS);
  const [example] = examples;
  const body = JSON.stringify({ ...example?.intent, project_id: example?.project_id });
  const headers = Object.entries(sign(secret, body, Date.now()));
  const lines = [
    '',
    `everything stays up until Ctrl-C (process ${process.pid})`,
    ...Object.entries(cloud.endpoints).map(([service, url]) => `  ${service.padEnd(12)} ${url}`),
    `  ${'control'.padEnd(12)} ${cloud.endpoints.iam}/_control/record`,
    `  ${'webhooks'.padEnd(12)} ${httpApi.url}/webhooks/{operation}`,
    `  ${'sender'.padEnd(12)} change-desk, signing with ${secret}`,
    `  ${'queues'.padEnd(12)} ${queues.urlTemplate}`,
    `  ${'dead letters'.padEnd(12)} ${queues.deadLetterUrlTemplate}`,
    `  ${'ledger'.padEnd(12)} ${ledger.endpoint}, table ${ledger.table}, swept every ${SWEEP_MS / 1000} s`,
    '',
    "the cloud's clock, 300 times faster (jobs take a quarter of an hour):",
    `curl -sS -d '{"speed":300}' ${cloud.endpoints.iam}/_control/clock`,
    '',
    'a signed webhook, good for five minutes:',
    `curl -sS ${headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')} -d '${body}' ${httpApi.url}/webhooks/install-kernel-plugin`,
    '',
  ];
  console.log(lines.join('\n'));
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
