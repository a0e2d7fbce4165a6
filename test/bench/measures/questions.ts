import { PassThrough } from 'node:stream';
import { main } from '../../../cli/main.ts';
import { terminalOf } from '../../../cli/terminal/terminal.ts';
import { startCloud } from '../../../stand-in/cloud/cloud.ts';
import { startLargeLedger } from '../large-ledger.ts';
import type { Question } from '../results.ts';

const SIZES = [1000, 100_000] as const;
const PROJECT = 'd'.repeat(32);
const TARGET = `${'0'.repeat(32)}in13`;

/** What people ask, by its name. */
const QUESTIONS: readonly (readonly string[])[] = [
  ['status', 'r-7'],
  ['status', '--target', TARGET],
  ['status', '--change', 'CHG-0'],
  ['status', '--last', '20'],
  ['status', '--last', '100', '--failed'],
  ['status', '--since', 'PT4H'],
  ['explain', 'r-7'],
  ['status', 'r-seven'],
  ['pending', '--project', PROJECT],
  ['unlock', TARGET, '--reason', 'bench', '--yes'],
];

/** What a question of a person costs in requests to DynamoDB and time, in a small ledger and in a large one. */
export async function measureQuestions(): Promise<Question[]> {
  const cloud = await startCloud();
  cloud.state.projects.set(PROJECT, { id: PROJECT, name: 'bench', domain: 'acme' });
  const costs: { requests: number; ms: number }[][] = [];
  for (const size of SIZES) {
    const ledger = await startLargeLedger(size, Date.now());
    const environment = {
      LEDGER_TABLE: 'ledger',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIABENCH',
      AWS_SECRET_ACCESS_KEY: 'secret-key-of-the-bench',
      AWS_ENDPOINT_URL_DYNAMODB: ledger.endpoint,
      HW_REGION_NAME: 'ap-southeast-1',
      HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
      HW_DOMAIN_NAME: 'acme',
      HW_USER_NAME: 'upkeep',
      HW_USER_PASSWORD: 'correct horse battery staple',
    };
    const before = { ...process.env };
    Object.assign(process.env, environment);
    const cost: { requests: number; ms: number }[] = [];
    for (const question of QUESTIONS) {
      ledger.requests();
      const since = performance.now();
      await ask(question, environment);
      cost.push({ requests: ledger.requests(), ms: performance.now() - since });
    }
    for (const name of Object.keys(environment)) delete process.env[name];
    Object.assign(process.env, before);
    ledger.close();
    costs.push(cost);
  }
  await cloud.close();
  return QUESTIONS.map((question, index) => ({
    name: question.join(' ').replace(TARGET, '<id>').replace(PROJECT, '<id>'),
    costs: SIZES.map((entries, at) => ({
      entries,
      ...(costs[at]?.[index] ?? { requests: Number.NaN, ms: Number.NaN }),
    })),
  }));
}

async function ask(question: readonly string[], environment: Record<string, string>): Promise<void> {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  for (const stream of [output, errors]) stream.resume();
  const code = await main(
    question,
    environment,
    terminalOf(Object.assign(input, { isTTY: false }), output, errors),
  );
  if (code === 64 || code === 69) throw new Error(`${question.join(' ')} ended with ${code}`);
}
