import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

// The vendor's pages of the first three list X-Language; the GeminiDB page has no such header (contract §1).
test.each([
  ['install-kernel-plugin', 'zh-cn', 'zh-cn'],
  ['schedule-hotfix-upgrade', 'en-us', 'en-us'],
  ['upgrade-proxy-version', 'zh-cn', 'zh-cn'],
  ['patch-databases', 'zh-cn', undefined],
  ['install-kernel-plugin', undefined, undefined],
])('%s in %s sends X-Language %s, and never in the body', async (name, language, sent) => {
  const { examples } = (await import(`../../functions/${name}/examples.ts`)) as { examples: Example[] };
  const [example] = examples;
  if (!example) throw new Error(`${name} has no example`);
  setClock(example.at);
  cloud.calls.length = 0;
  cloud.reply = example.reply;
  const { intent, project_id, wire } = example;
  // Each its own project, so that no example is asked for twice.
  const project = language ? project_id : 'a'.repeat(32);
  await service.invoke(name, { ...intent, project_id: project, ...(language && { language }) });
  expect(cloud.calls).toHaveLength(1);
  expect(cloud.calls[0]?.headers['x-language']).toBe(sent);
  expect(cloud.calls[0]?.body).toBe(wire.body);
});
