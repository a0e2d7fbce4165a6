import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Service, startService } from '../world/service.ts';
import { intentFor, newProject, PASSWORD, patched, tokenNumbered } from './login-cases.ts';
import { type Answered, type ScriptedHttp, startScriptedHttp } from './scripted-http.ts';

const TOKEN = 'token-number-1';
const URL_WITH_QUERY = 'https://plug-1.obs.ap-southeast-1.myhuaweicloud.com/x?key=QUERY';
const SECRET = new RegExp(`${PASSWORD}|${TOKEN}|QUERY`);

let iam: ScriptedHttp;
let cloud: ScriptedHttp;
let service: Service;

beforeAll(async () => {
  iam = await startScriptedHttp(() => tokenNumbered(1));
  cloud = await startScriptedHttp(patched);
  service = await startService(
    { iam: iam.origin, gaussdb: cloud.origin, geminidb: cloud.origin },
    { HW_USER_PASSWORD: PASSWORD, HW_PROJECT_ID: '' },
  );
  await service.invoke('patch-databases', intentFor(newProject())); // after this the secrets are known as such
});
afterAll(async () => {
  await service.close();
  await iam.close();
  await cloud.close();
});
beforeEach(() => {
  cloud.answer = patched;
});

describe.each(['timer', 'queue'] as const)(
  'a secret an intent brings through a %s comes out masked',
  (way) => {
    test.each<[string, object]>([
      ['as a change', { change_id: `CHG ${PASSWORD}` }],
      ['as a person', { requested_by: PASSWORD }],
      ['as a reason', { reason: `${PASSWORD} ${URL_WITH_QUERY}` }],
      ['as a request id', { request_id: `id-${PASSWORD}` }],
      ['as a wrong value', { language: PASSWORD }],
      ['as a wrong list', { instance_ids: [PASSWORD, URL_WITH_QUERY] }],
      ['as a field too many', { [PASSWORD]: 1 }],
      ['in a field too many', { url: URL_WITH_QUERY }],
      ['as a wrong region', { region: `${PASSWORD} ` }],
    ])('%s', async (_, more) => {
      const ran = await service.fire(way, 'patch-databases', { ...intentFor(newProject()), ...more });
      expect(ran.lines).toHaveLength(1);
      expect(ran.raw.join('')).not.toMatch(SECRET);
      expect(String(JSON.stringify(ran.result))).not.toMatch(SECRET);
      expect(String((ran.result as Error | undefined)?.message)).not.toMatch(SECRET);
      expect(JSON.stringify(ran.dead)).not.toMatch(SECRET);
    });
  },
);

describe('a secret the cloud repeats comes out masked', () => {
  const words = `${PASSWORD} ${TOKEN} ${URL_WITH_QUERY}`;
  test.each<[string, Answered]>([
    ['in a refusal', { status: 400, body: { error_code: 'DBS.200001', error_msg: words } }],
    ['as an error code', { status: 400, body: { error_code: TOKEN, error_msg: 'x' } }],
    ['in a page', { status: 502, body: `<html>${words}` }],
    ['in an undocumented reply', { status: 202, body: { message: words } }],
    ['as a target', { status: 202, body: { upgrade_results: [{ instance_id: PASSWORD, job_id: TOKEN }] } }],
    [
      'in its request id',
      { status: 400, headers: { 'x-request-id': TOKEN }, body: { error_code: 'X', error_msg: 'x' } },
    ],
  ])('%s', async (_, answer) => {
    cloud.answer = () => answer;
    const ran = await service.fire('queue', 'patch-databases', intentFor(newProject()));
    expect(ran.lines).toHaveLength(1);
    expect(ran.raw.join('')).not.toMatch(SECRET);
    expect(JSON.stringify(ran.dead)).not.toMatch(SECRET);
  });
});

test('a dry run shows the package URL without its query', async () => {
  const ran = await service.fire('queue', 'install-kernel-plugin', {
    project_id: newProject(),
    instance_id: '0'.repeat(32),
    plugin_name: 'postgis',
    url: URL_WITH_QUERY,
    sha_256: '0'.repeat(64),
    dry_run: true,
  });
  expect(ran.lines[0]?.status).toBe('dry_run');
  expect(ran.raw.join('')).toContain('plug-1.obs.ap-southeast-1.myhuaweicloud.com');
  expect(ran.raw.join('')).not.toMatch(SECRET);
});
