import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import type { Example } from '../../shared/terms/operation.ts';
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

const firstExamples = await Promise.all(
  catalog.map(async ({ name }) => {
    const { examples } = (await import(`../../functions/${name}/examples.ts`)) as { examples: Example[] };
    const [example] = examples;
    if (!example) throw new Error(`${name} has no example`);
    return { name, example };
  }),
);
const asked = firstExamples.flatMap((one) =>
  ['zh-cn', 'en-us', undefined].map((language) => ({ ...one, language })),
);

test.each(asked)(
  '$name in $language sends X-Language only where its page lists it (contract §1), and never in the body',
  async ({ name, example: { at, reply, intent, project_id, wire, speaks_languages }, language }) => {
    setClock(at);
    cloud.calls.length = 0;
    cloud.reply = reply;
    // Each its own request, so that no example is asked for twice.
    const request_id = `in-${language}`;
    await service.fire('queue', name, { ...intent, project_id, request_id, ...(language && { language }) });
    expect(cloud.calls).toHaveLength(1);
    expect(cloud.calls[0]?.headers['x-language']).toBe(speaks_languages ? language : undefined);
    expect(cloud.calls[0]?.body).toBe(wire.body);
  },
);

test('one page lists it, and one does not', () => {
  const known = firstExamples.map(({ example }) => example.speaks_languages === true);
  expect(new Set(known)).toEqual(new Set([true, false]));
});
