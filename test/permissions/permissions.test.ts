import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { type Built, built } from '../e2e/built.ts';
import { type Template, templateIn } from '../infra/template.ts';
import { type Call, codeNeeds } from './code-needs.ts';
import { grantedIn } from './granted.ts';
import { leadingKeys, refusedKeys } from './leading-keys.ts';
import { platformNeeds } from './platform-rules.ts';
import { recordedCalls } from './recorded.ts';

const SCHEDULE = `weekly:
  operation: patch-databases
  when: cron(0 2 ? * SUN *)
  time_zone: UTC
  enabled: true
  intent:
    instance_ids: [${PATCH_INSTANCES[0]}]
`;
const DEPLOYMENT = {
  HW_REGION_NAME: 'ap-southeast-1',
  HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663',
  PEOPLE_EMAIL: 'dba@example.com',
};

let product: Built;
let template: Template;
let calls: Call[];

beforeAll(async () => {
  product = await built('package', DEPLOYMENT, {
    args: ['--stage', 'prod'],
    change: (folder) => writeFileSync(join(folder, 'schedules.yml'), SCHEDULE),
  });
  template = templateIn(product.folder);
  calls = await recordedCalls(product.bundle(''), variablesOf(template));
});
afterAll(() => product?.remove());

/** The environment of the functions, without what only AWS fills in. */
function variablesOf({ of }: Template): Record<string, string> {
  const [deployed] = of('AWS::Lambda::Function');
  const environment = deployed?.properties.Environment as
    | { Variables: Record<string, string | { 'Fn::Sub': string }> }
    | undefined;
  return Object.fromEntries(
    Object.entries(environment?.Variables ?? {}).map(([name, text]) => [
      name,
      typeof text === 'string' ? text : text['Fn::Sub'],
    ]),
  );
}

test('what the template allows is what the code and the platform need, nothing missing and nothing unused', () => {
  const granted = new Set(grantedIn(template));
  const needed = new Set([...codeNeeds(template, calls), ...platformNeeds(template)]);
  expect({
    missing: [...needed].filter((one) => !granted.has(one)).sort(),
    unused: [...granted].filter((one) => !needed.has(one)).sort(),
  }).toEqual({ missing: [], unused: [] });
});

test('every item that a function asked for is one that the conditions of its role let it have', () => {
  expect(refusedKeys(template, calls)).toEqual([]);
  // And what is bound to keys was asked for under some: else the conditions were not tried.
  const surveyed = calls.filter((call) => call.function === 'survey-fleet').flatMap(leadingKeys);
  const kinds = new Set(surveyed.map(({ key }) => `${key.split('#')[0]}#`));
  expect([...kinds].filter((kind) => !catalog.some(({ name }) => kind === `${name}#`)).sort()).toEqual([
    'ask#',
    'credential#',
    'place#',
    'seen#',
    'sheets#',
    'survey#',
  ]);
  expect(kinds.size).toBeGreaterThan(4);
});

test('the run led every function to AWS, by every kind of call that the code knows', () => {
  const sources = ['functions', 'shared'].flatMap((folder) =>
    readdirSync(join(product.folder, folder), { recursive: true })
      .filter((path) => String(path).endsWith('.ts'))
      .map((path) => readFileSync(join(product.folder, folder, String(path)), 'utf8')),
  );
  // What is asked by a form has the action in a field.
  const asked =
    /(?:\b(?:askAws|ask|conditionally|batch)(?:<[^()]*>)?\(\s*(?:'[a-z_]+',\s*)?|\baction: )'([A-Z]\w+)'/g;
  const known = new Set(sources.flatMap((text) => [...text.matchAll(asked)].map(([, action]) => action)));
  // Only commands search the whole table, ask who they are, or look at the topic of mails.
  known.delete('Scan');
  known.delete('GetCallerIdentity');
  known.delete('GetTopicAttributes');
  expect(new Set(calls.map(({ action }) => action))).toEqual(known);
  expect(new Set(calls.map((call) => call.function)).size).toBe(template.of('AWS::Lambda::Function').length);
});

test('the run met the secret before the last, the breaker, locks, jobs of others, hours, the pause, rollouts and what is usual', () => {
  const keys = calls.map(({ input }) => JSON.stringify(input.Key ?? input.Item ?? ''));
  for (const prefix of ['credential#', 'lock#', 'job#', 'hour#', 'pause', 'rollout#', 'usual#']) {
    expect([prefix, keys.some((key) => key.includes(`"${prefix}`))]).toEqual([prefix, true]);
  }
  expect(calls.some(({ input }) => input.VersionStage === 'AWSPREVIOUS')).toBe(true);
});
