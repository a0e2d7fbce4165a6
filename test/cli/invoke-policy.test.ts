import { userInfo } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { bucketOf } from '../../functions/install-kernel-plugin/shared-url.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { policyText, ruleFor } from '../policy/rules.ts';
import { patch, plugin } from '../world/cases.ts';
import { invoke, withPassword } from './command.ts';

const { sha_256, url } = plugin.intent as { sha_256: string; url: string };
const LISTED = JSON.stringify([{ sha_256, bucket: bucketOf(url) }]);
const ME = userInfo().username;

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => {
  cloud.reset();
  for (const id of patch.targets)
    cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
});
afterAll(() => cloud.close());

const run = (intent: object, environment: Record<string, string>, one = patch) =>
  invoke(
    [one.operation, '--yes', '--output', 'json', '--json', JSON.stringify({ ...one.intent, ...intent })],
    {
      ...withPassword(cloud),
      ...environment,
    },
  );

describe('by hand', () => {
  test('a rule names the user of this machine', async () => {
    const ran = await run({}, { POLICY: policyText({ me: ruleFor(`invoke:${ME}`) }) });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ trigger: 'invoke', sender: ME, status: 'accepted' });
  });

  test.each([
    [
      'somebody else',
      { POLICY: policyText({ other: ruleFor('invoke:somebody-else') }) },
      /no rule names this sender/,
    ],
    [
      'another operation',
      { POLICY: policyText({ me: ruleFor('invoke:*', plugin) }) },
      /rule me, field operations/,
    ],
    [
      'another project',
      { HW_PROJECT_ID: '0'.repeat(32) },
      /rule default, as no POLICY is set, field projects/,
    ],
  ] as const)('a rule for %s is none: nothing is asked or sent', async (_title, environment, message) => {
    const ran = await run({}, environment);
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
    expect(ran.stderr).toMatch(new RegExp(`^Forbidden: invoke ${ME}: `));
    expect(cloud.received).toEqual([]);
  });

  test('an intent of several calls is judged whole', async () => {
    const instance_ids = Array.from({ length: 12 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    const ran = await run(
      { instance_ids },
      { POLICY: policyText({ me: ruleFor('invoke:*', patch, { max_targets: 10 }) }) },
    );
    expect(ran).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/field max_targets: 12 are too many/),
    });
    expect(cloud.received).toEqual([]);
  });

  test('a package that is not on the list is not installed', async () => {
    const PLUGIN_PACKAGES = JSON.stringify([{ sha_256: 'e'.repeat(64), bucket: 'packages' }]);
    const ran = await run({}, { PLUGIN_PACKAGES }, plugin);
    expect(ran).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/rule PLUGIN_PACKAGES, field sha_256/),
    });
    expect(cloud.received).toEqual([]);
  });

  test.each([
    ['no list', {}, 'not set'],
    ['an empty list', { PLUGIN_PACKAGES: '[]' }, 'empty'],
    ['a list', { PLUGIN_PACKAGES: LISTED }, undefined],
  ])('with %s of packages it is said whether any is taken', async (_, environment, said) => {
    const { stderr } = await run({}, environment, plugin);
    const [, why] = /^packages +any is taken, since PLUGIN_PACKAGES is (.+)$/m.exec(stderr) ?? [];
    expect(why).toBe(said);
    expect((await run({}, environment)).stderr).not.toContain('PLUGIN_PACKAGES');
  });
});
