import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import type { Example } from '../../shared/terms/operation.ts';
import { waysTo } from '../world/cases.ts';
import { setClock } from '../world/clock.ts';
import { type ScriptedCloud, startScriptedCloud } from '../world/scripted-cloud.ts';
import { type Service, startService } from '../world/service.ts';

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
beforeEach(() => {
  cloud.calls.length = 0;
});

const cases = await Promise.all(
  catalog.map(async (operation) => {
    const { examples } = (await import(`../../functions/${operation.name}/examples.ts`)) as {
      examples: Example[];
    };
    return { operation, examples };
  }),
);

describe.each(cases)('$operation.name', ({ operation, examples }) => {
  test('has an example', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  describe.each(examples)('$title', (example) => {
    test.each(waysTo(operation))(
      'through a %s: the verbatim wire, the documented outcomes, one line',
      async (way) => {
        setClock(example.at);
        cloud.reply = example.reply;
        const intent = { ...example.intent, project_id: example.project_id };
        const ran = await service.fire(way, operation.name, intent);
        expect(cloud.calls).toHaveLength(1);
        expect(cloud.calls[0]).toMatchObject(example.wire);
        expect(cloud.calls[0]?.headers).toMatchObject({
          'content-type': 'application/json',
          'x-auth-token': expect.stringMatching(/^token-\d+-of-the-scripted-cloud$/),
        });
        expect(ran.lines).toHaveLength(1);
        expect(ran.lines[0]).toMatchObject({
          operation: operation.name,
          trigger: way,
          region: example.region,
          project_id: example.project_id,
          outcomes: example.outcomes,
          cloud_request_ids: ['cloud-request-1'],
        });
        expect(ran.again).toBe(false);
      },
    );

    test('a reply that leaves the targets out accepts none of them', async () => {
      setClock(example.at);
      cloud.reply = { status: example.reply.status, body: emptied(example.reply.body) };
      const ran = await service.fire('queue', operation.name, {
        ...example.intent,
        project_id: example.project_id,
      });
      const targets = new Set(example.outcomes.map(({ target }) => target));
      expect(ran.lines[0]).toMatchObject({ status: 'unknown' });
      expect(new Set(ran.lines[0]?.outcomes.map(({ target }) => target))).toEqual(targets);
      expect(ran.lines[0]?.outcomes.every(({ verdict }) => verdict === 'unknown')).toBe(true);
      expect(ran.again).toBe(false);
      expect(ran.dead).toHaveLength(1);
    });
  });
});

/** The reply with its list emptied, or without its fields. */
const emptied = (body: unknown) =>
  Object.fromEntries(
    Object.entries(body as object).flatMap(([key, value]) => (Array.isArray(value) ? [[key, []]] : [])),
  );
