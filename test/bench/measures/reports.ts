import { rmSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { main } from '../../../cli/main.ts';
import { terminalOf } from '../../../cli/terminal/terminal.ts';
import { fleetText } from '../../fleet/example.ts';
import { PLACES } from '../../fleet/report/places.ts';
import { startLargeFleet } from '../large-fleet.ts';
import type { Reported } from '../results.ts';

const INSTANCES = 10_000;
const OUTPUTS = ['text', 'csv', 'md', 'json', 'html'] as const;
const STAGE = 'bench';
const FILE = new URL(`../../../fleets.${STAGE}.yml`, import.meta.url);

const places = PLACES.map(({ region, project }) => `{ region: ${region}, project: ${project} }`).join(', ');
const fleet = (name: string, env: string) =>
  fleetText({ select: `{ places: [${places}], tags: { env: ${env} } }`, overdue: 'P30D' }, name);

/** What a report of ten thousand instances and their proxies costs in requests to DynamoDB and time, by whom it is written for. */
export async function measureReports(): Promise<Reported[]> {
  const table = await startLargeFleet(INSTANCES, Date.now());
  const [{ region, project }] = PLACES;
  const environment = {
    STAGE,
    FLEET_TABLE: 'fleet',
    LEDGER_TABLE: 'ledger',
    QUEUE_URL: 'http://127.0.0.1:1/q-{operation}',
    DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:1/q-{operation}-dead',
    HW_REGION_NAME: region,
    HW_PROJECT_ID: project,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIABENCH',
    AWS_SECRET_ACCESS_KEY: 'secret-key-of-the-bench',
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
  };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  writeFileSync(FILE, fleet('live', '[prod, Prod]') + fleet('others', '[test, dev, staging]'));
  try {
    const reported: Reported[] = [];
    for (const output of OUTPUTS) {
      table.requests();
      const [since, cpu] = [performance.now(), process.cpuUsage()];
      const bytes = await report(output, environment);
      const { user, system } = process.cpuUsage(cpu);
      reported.push({
        output,
        rows: table.rows,
        requests: table.requests(),
        ms: performance.now() - since,
        cpu_ms: (user + system) / 1000,
        bytes,
      });
    }
    return reported;
  } finally {
    rmSync(FILE);
    for (const name of Object.keys(environment)) delete process.env[name];
    Object.assign(process.env, before);
    table.close();
  }
}

/** How many bytes the report has. */
async function report(output: string, environment: Record<string, string>): Promise<number> {
  const [input, written, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let bytes = 0;
  written.on('data', (part: Buffer) => {
    bytes += part.length;
  });
  errors.resume();
  const terminal = terminalOf(Object.assign(input, { isTTY: false }), written, errors);
  const code = await main(['report', '--output', output], environment, terminal);
  if (code === 64 || code === 69) throw new Error(`report --output ${output} ended with ${code}`);
  return bytes;
}
