import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import { catalog } from '../../functions/catalog.ts';
import { schemaFiles } from '../../infra/schemas/files.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { settledKey } from '../../shared/ledger/entry/following.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { eventsOf } from '../../shared/telling/events.ts';
import { InvalidIntent } from '../../shared/terms/errors.ts';
import { readIntent } from '../../shared/terms/intent.ts';
import type { Example, Operation } from '../../shared/terms/operation.ts';
import { operationOf, waysTo } from '../world/cases.ts';
import { setClock } from '../world/clock.ts';
import { type ScriptedCloud, startScriptedCloud } from '../world/scripted-cloud.ts';
import { type Service, startService } from '../world/service.ts';
import { shipped, testAsShipped } from './shipped.ts';

const folder = new URL('../../schemas/', import.meta.url);
const load = (name: string) =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Record<string, unknown>;
const validator = (schema: object): ValidateFunction =>
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

const cases = await Promise.all(
  catalog.map(async (operation) => {
    const { examples } = (await import(`../../functions/${operation.name}/examples.ts`)) as {
      examples: Example[];
    };
    return { operation, name: operation.name, examples };
  }),
);

/** What an intent's own operation says of it. */
const taken = (operation: Operation, intent: object): boolean => {
  const settings = loadSettings({ HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0'.repeat(32) });
  const delivery = {
    trigger: 'timer',
    request_id: 'a',
    triggered_at: 0,
    attempt: 1,
    remaining: () => 0,
  } as const;
  try {
    readIntent(operation, { ...delivery, intent }, settings);
    return true;
  } catch (error) {
    if (error instanceof InvalidIntent) return false;
    throw error;
  }
};

test('the files are what `npx --no-install db-upkeep schemas` writes', () => {
  const files = schemaFiles(catalog);
  expect(readdirSync(folder).sort()).toEqual(files.map(({ name }) => name).sort());
  for (const { name, text } of files) {
    // A message of a line each, where the whole text would be a wall.
    expect([name, readFileSync(new URL(name, folder), 'utf8') === text]).toEqual([name, true]);
  }
});

describe.each(cases)('the intent of $name', ({ operation, name, examples }) => {
  const validate = validator(load(`intent-${name}`));
  const first = examples[0]?.intent ?? {};
  const ours = {
    request_id: 'CHG-1/2',
    region: 'eu-west-101',
    project_id: '0483b6b16e954cb88930a360d2c4e663',
    language: 'zh-cn',
    dry_run: true,
    not_before: 'PT1H',
    not_after: '2026-12-01T00:00:00Z',
    ends_by: 'P30D',
    expects: { from: '2.23.12.000', hold_tag: 'upkeep-hold-until' },
    change_id: 'CHG-1',
    requested_by: 'Jörg 王',
    reason: 'patch day',
  };

  test("takes the vendor's examples, with every field of ours", () => {
    for (const { intent } of examples) {
      expect([validate({ ...intent, ...ours }), validate.errors]).toEqual([true, null]);
    }
  });

  test('refuses a typo and a missing field, as the operation does', () => {
    const typo = { ...first, instance_idz: [] };
    expect([validate(typo), taken(operation, typo)]).toEqual([false, false]);
    for (const field of Object.keys(first)) {
      const { [field]: _, ...rest } = first;
      expect([field, validate(rest)]).toEqual([field, taken(operation, rest)]);
    }
  });

  test('refuses nothing that the operation takes', () => {
    const fields = Object.keys({ ...first, ...ours });
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(...Object.values({ ...first, ...ours })));
    fc.assert(
      fc.property(fc.constantFrom(...fields), value, (field, changed) => {
        const intent = { ...first, ...ours, [field]: changed };
        return !taken(operation, intent) || validate(intent);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the report', () => {
  let cloud: ScriptedCloud;
  let service: Service;
  beforeAll(async () => {
    cloud = await startScriptedCloud();
    const { origin } = cloud;
    service = await startService({ iam: origin, gaussdb: origin, taurusdb: origin, geminidb: origin });
  });
  afterAll(async () => {
    await service.close();
    await cloud.close();
  });

  test('of every example and every refusal is one', async () => {
    const validate = validator(load('report'));
    const seen = new Set<string>();
    for (const { name, examples } of cases) {
      for (const [index, { at, intent, project_id, reply }] of examples.entries()) {
        for (const way of waysTo(operationOf({ operation: name }))) {
          setClock(at);
          cloud.reply = reply;
          const asked = { ...intent, project_id, change_id: 'CHG-1', requested_by: 'me' };
          const { lines } = await service.fire(way, name, asked, { request_id: `${name}-${index}-${way}` });
          const wrong = await service.fire('queue', name, { nothing: 'of use' });
          for (const line of [...lines, ...wrong.lines]) {
            seen.add(line.status);
            expect([validate(line), validate.errors]).toEqual([true, null]);
          }
        }
      }
    }
    expect([...seen]).toEqual(expect.arrayContaining(['accepted', 'partial', 'invalid']));
  });

  test('and what a webhook is answered are as promised', async () => {
    const { schemas } = (load('openapi') as { components: { schemas: Record<string, object> } }).components;
    const [one] = cases;
    const intent = { ...one?.examples[0]?.intent, project_id: one?.examples[0]?.project_id };
    const taken = await service.post(one?.name ?? '', JSON.stringify(intent), (event) => event);
    const refused = await service.post(one?.name ?? '', '{}', (event) => event);
    expect([taken.answer.statusCode, refused.answer.statusCode]).toEqual([202, 400]);
    expect(validator(schemas.queued ?? {})(JSON.parse(taken.answer.body))).toBe(true);
    expect(validator(schemas.refused ?? {})(JSON.parse(refused.answer.body))).toBe(true);
  });

  test('is held to its words', () => {
    const validate = validator(load('report'));
    expect(validate({ operation: 'patch-databases', status: 'fine' })).toBe(false);
  });
});

describe('the events', () => {
  const at = Date.parse('2026-11-21T12:00:00Z');
  const entry: Entry = {
    operation: 'patch-databases',
    request_id: 'CHG-1',
    region: 'ap-southeast-1',
    project_id: '0483b6b16e954cb88930a360d2c4e663',
    intent: { change_id: 'CHG-1', requested_by: 'me', reason: 'patch day' },
    fields: {},
    fingerprint: '',
    trigger: 'webhook',
    triggered_at: at,
    sender: 'change-desk',
    deadline: at,
    targets: { a: { state: 'done', outcomes: [{ target: 'a', verdict: 'accepted', job_id: 'j' }] } },
    tries: 1,
    put_off: 0,
    terms: { within_ms: 1 },
    settled_at: at,
    events: [settledKey(at), 'a/j'],
  };
  const job = {
    target: 'a',
    job_id: 'j',
    accepted_at: at,
    starts_at: at,
    deadline: at,
    look_at: at,
    looks: 1,
  };

  test.each([
    'succeeded',
    'failed',
    'canceled',
    'timed_out',
    'completed_unchanged',
    'completed_unproven',
  ] as const)('fit their schemas: %s', (end) => {
    const [operation] = catalog;
    if (!operation) throw new Error('an empty catalogue');
    const ending = { end, at: at + 60_000, reason: 'why', before: '1', after: '2' };
    const events = eventsOf(
      operation,
      { ...entry, jobs: [{ ...job, end: ending }] },
      new Map([[job.target, 'orders']]),
    );
    const validators = [validator(load('event-request-settled')), validator(load('event-job-ended'))];
    expect(events).toHaveLength(2);
    for (const [index, { detailType, detail }] of events.entries()) {
      const validate = validators[index];
      expect([detailType, validate?.(JSON.parse(JSON.stringify(detail))), validate?.errors]).toEqual([
        load(index === 0 ? 'event-request-settled' : 'event-job-ended').title,
        true,
        null,
      ]);
    }
  });
});

describe('the schedules', () => {
  const examples: unknown = parse((shipped.split('uncommented:')[1] ?? '').replace(/^# ?/gm, ''));

  testAsShipped('schedules.yml as shipped and its examples fit, in whole and as those of a stage', () => {
    for (const name of ['schedules', 'schedules-stage']) {
      const validate = validator(load(name));
      for (const content of [parse(shipped) ?? {}, examples]) {
        expect([validate(content), validate.errors]).toEqual([true, null]);
      }
    }
    expect(Object.keys(examples as object).length).toBeGreaterThan(0);
  });

  testAsShipped('an editor marks what is missing, unknown, or of another operation', () => {
    const validate = validator(load('schedules'));
    const [entry] = Object.values(examples as Record<string, Record<string, unknown>>);
    const { enabled: _, ...rest } = entry ?? {};
    const intent = entry?.intent as object;
    expect(validate({ weekly: rest })).toBe(false);
    expect(validator(load('schedules-stage'))({ weekly: { enabled: true } })).toBe(true);
    expect(validate({ weekly: { ...entry, cron: '' } })).toBe(false);
    expect(validate({ weekly: { ...entry, operation: 'upgrade-proxy-version' } })).toBe(false);
    expect(validate({ weekly: { ...entry, intent: { ...intent, request_id: 'mine' } } })).toBe(false);
    expect(validate({ 'Weekly patches': entry })).toBe(false);
  });
});

describe('the webhook', () => {
  const openapi = load('openapi') as {
    openapi: string;
    paths: Record<string, { post?: { responses: object }; get?: { responses: object } }>;
    components: { schemas: Record<string, object> };
  };

  test('has a path for each operation, and every reference leads somewhere', () => {
    expect(openapi.openapi).toMatch(/^3\.1\./);
    const asked = '/webhooks/requests/{request_id}';
    expect(Object.keys(openapi.paths)).toEqual([
      ...catalog.map(({ name }) => `/webhooks/${name}`),
      '/webhooks/decisions',
      asked,
    ]);
    expect(Object.keys(openapi.paths['/webhooks/decisions']?.post?.responses ?? {})).toEqual([
      '202',
      '400',
      '401',
      '403',
      '413',
      '500',
      '503',
    ]);
    for (const { name } of catalog) {
      const answers = Object.keys(openapi.paths[`/webhooks/${name}`]?.post?.responses ?? {});
      expect(answers).toEqual(['202', '400', '401', '403', '404', '413', '500', '503']);
    }
    expect(Object.keys(openapi.paths[asked]?.get?.responses ?? {})).toEqual([
      '200',
      '401',
      '404',
      '500',
      '503',
    ]);
    const references = JSON.stringify(openapi).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    const named = new Set([...references].map(([, name]) => name));
    expect([...named].sort()).toEqual(Object.keys(openapi.components.schemas).sort());
  });

  test('its schemas are those of the intents', () => {
    for (const { name, examples } of cases) {
      const validate = validator(openapi.components.schemas[name] ?? {});
      expect(examples.every(({ intent }) => validate(intent))).toBe(true);
    }
  });
});
