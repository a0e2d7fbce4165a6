import { resolve } from 'node:path';
import { startCloud } from '../../../stand-in/cloud/cloud.ts';
import { makeFleet } from '../../../stand-in/cloud/made-fleet.ts';
import { startLedgerTable } from '../../../stand-in/platform/ledger-table.ts';
import type { Bench } from '../bench.ts';
import type { SurveyCost } from '../results.ts';
import { runProgram } from '../run-program.ts';

const COUNT = 10_000;
const QUICK_COUNT = 300;
const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const LATER = 3_600_000;
/** Far less than the deployed function has, so that garbage is no part of the peak. */
const HEAP = '--max-old-space-size=128';
/** A run reads for ten minutes at most; a survey may need several. */
const MOST_RUNS = 20;

/** What a survey costs that finds everything new, and the next, in which nothing has changed. */
export async function measureSurveys({ compiled, options }: Bench): Promise<SurveyCost[]> {
  const instances = options.quick ? QUICK_COUNT : COUNT;
  const [cloud, tables] = [await startCloud(), await startLedgerTable()];
  try {
    cloud.state.projects.set(PROJECT, { id: PROJECT, name: 'ap-southeast-1_bench', domain: 'acme' });
    makeFleet(cloud.state, { seed: 'bench', count: instances, project_ids: [PROJECT] });
    const environment = {
      HW_REGION_NAME: 'ap-southeast-1',
      HW_PROJECT_ID: PROJECT,
      HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
      HW_DOMAIN_NAME: 'acme',
      HW_USER_NAME: 'upkeep',
      HW_USER_PASSWORD: 'correct horse battery staple',
      READS_A_MINUTE: '6000',
      FLEET_TABLE: await tables.createFleet(),
      LEDGER_TABLE: await tables.create(),
      NODE_OPTIONS: HEAP,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIABENCH',
      AWS_SECRET_ACCESS_KEY: 'secret-access-key-of-the-bench',
      AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
    };
    const handler = resolve('dist/survey-fleet/index.mjs');
    const costs: SurveyCost[] = [];
    for (const pass of ['first', 'second'] as const) {
      const later = {
        NODE_OPTIONS: `${HEAP} --require ${resolve('stand-in/platform/shifted-clock.cjs')}`,
        _PLATFORM_CLOCK_OFFSET_MS: String(LATER),
      };
      const one = {
        name: pass,
        handler,
        environment: { ...environment, ...(pass === 'second' && later) },
        batch: 1,
      };
      const run = await runProgram<Omit<SurveyCost, 'pass' | 'instances'>>(compiled, 'survey', one, {
        calls: MOST_RUNS,
      });
      costs.push({ ...run, pass, instances });
    }
    return costs;
  } finally {
    await Promise.all([cloud.close(), tables.close()]);
  }
}
