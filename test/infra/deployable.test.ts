import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Built, built } from '../e2e/built.ts';
import { type Stateful, statefulIn } from './stateful.ts';
import { type Template, templateIn } from './template.ts';

const DEPLOYMENT = {
  HW_REGION_NAME: 'ap-southeast-1',
  HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663',
  PEOPLE_EMAIL: 'dba@example.com',
};

let product: Built;
let prod: Template;
beforeAll(async () => {
  product = await built('package', DEPLOYMENT, { args: ['--stage', 'prod'] });
  prod = templateIn(product.folder);
}, 120_000);
afterAll(() => product?.remove());

test("AWS's own rules and schemas find no error in the template", () => {
  const engine = new CelEngine();
  try {
    const file = join(product.folder, '.serverless/cloudformation-template-update-stack.json');
    const { diagnostics } = engine.validateStandard(new TemplateFile(file), { severityLevel: 'ERROR' });
    expect(diagnostics.map(({ ruleId, severity, message }) => `${severity} ${ruleId}: ${message}`)).toEqual(
      [],
    );
  } finally {
    engine.free();
  }
}, 120_000);

describe('a stack that was deployed from 619f383, the first version,', () => {
  const deployed = JSON.parse(
    readFileSync(new URL('deployed-619f383.json', import.meta.url), 'utf8'),
  ) as Record<string, Stateful>;

  /** What an update replaces, and why that loses nothing; the old one has to stay. */
  const REPLACED: Readonly<Record<string, string>> = {
    HttpApiLogGroup:
      "the access log moved under /aws/vendedlogs/; the old group's lines stay until they expire",
  };

  test('keeps everything that holds something, in its place', () => {
    const now = statefulIn(prod.resources);
    const kept = ([id]: [string, unknown]) => !Object.hasOwn(REPLACED, id);
    const { indexes: _, ...table } = deployed.Ledger ?? {};
    expect(Object.keys(deployed)).toContain('Ledger');
    expect(now).toMatchObject(
      Object.fromEntries(Object.entries({ ...deployed, Ledger: table }).filter(kept)),
    );
    // A property that comes to what had none replaces as well.
    for (const [id, { Properties }] of Object.entries(deployed).filter(kept)) {
      expect([id, Object.keys(now[id]?.Properties ?? {})]).toEqual([id, Object.keys(Properties)]);
    }
  });

  test('leaves behind what it replaces', () => {
    for (const id of Object.keys(REPLACED)) {
      expect([id, prod.resources[id]?.UpdateReplacePolicy]).toEqual([id, 'Retain']);
      expect(statefulIn(prod.resources)[id]).not.toEqual(deployed[id]);
    }
    // Where the one resource policy that AWS keeps for all such logs covers it.
    expect(prod.resources.HttpApiLogGroup?.Properties.LogGroupName).toBe(
      '/aws/vendedlogs/http-api/db-upkeep-prod',
    );
  });

  test('keeps each index of the ledger, and gets one more at most: CloudFormation makes one in an update', () => {
    const [before = [], now = []] = [deployed, statefulIn(prod.resources)].map(
      ({ Ledger }) => Ledger?.indexes,
    );
    expect(before.length).toBeGreaterThan(0);
    expect(now).toEqual(expect.arrayContaining([...before]));
    expect(now.length - before.length).toBeLessThanOrEqual(1);
  });

  test('gets the fleet table with both of its indexes at once', () => {
    expect(Object.keys(deployed)).not.toContain('Fleet');
    expect(statefulIn(prod.resources).Fleet?.indexes?.map(({ IndexName }) => IndexName)).toEqual([
      'due',
      'overdue',
    ]);
  });
});
