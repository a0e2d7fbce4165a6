import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { packagedHash } from '../../shared/settings/packaged.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES, PLUGIN_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { type Built, built } from '../e2e/built.ts';
import { unzip } from '../e2e/unzip.ts';
import { fleetText } from '../fleet/example.ts';
import { command } from './command.ts';

const WRONG = `weekly:
  operation: patch-databases
  when: rate(1 minute)
  enabled: true
  intent: { instance_ids: [${PATCH_INSTANCES[0]}] }
plug-in:
  operation: install-kernel-plugin
  when: at(2040-01-12T03:00:00)
  enabled: true
  intent:
    instance_id: ${PLUGIN_INSTANCE}
    plugin_name: postgis
    url: https://plug-ins.obs.ap-southeast-1.myhuaweicloud.com/Yukon.tar.gz
    sha_256: 791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b
    region: eu-west-101
`;

const FIXED = `monthly:
  operation: schedule-hotfix-upgrade
  when: cron(0 20 ? * TUE#2 *)
  enabled: true
  intent:
    instance_ids: [${HOTFIX_INSTANCES[0]}]
    start_time: PT2H
    target_version: 3.208.0.6
    region: ap-southeast-1
    project_id: '00000000000000000000000000000000'
`;

const CALENDAR = 'windows: { night: { days: every, from: "22:00", for: PT4H, time_zone: UTC } }\n';

describe('npx --no-install db-upkeep package', () => {
  test('tells what is wrong, a line a fault, and nothing else, before anything is built', async () => {
    const change = (copy: string) => {
      writeFileSync(join(copy, 'schedules.prod.yml'), WRONG);
      writeFileSync(join(copy, 'policy.yml'), 'desk: 1\n');
      writeFileSync(join(copy, 'fleets.yml'), fleetText({ window: '[night]' }));
    };
    const place = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0'.repeat(32) };
    const environment = { ...place, PREFLIGHT: 'no', HW_CLOUD: 'x' };
    const failed = await built('package', environment, { args: ['--stage', 'prod'], change }).catch(
      ({ cause }: { cause: unknown }) => cause,
    );
    expect(failed).toMatchObject({ code: 64, stdout: '' });
    expect((failed as { stderr: string }).stderr.trim().split('\n')).toEqual([
      'policy.yml:1: desk: expected a rule: from, operations and what they are limited to, got 1',
      'fleets.yml:8: gemini: window: is not a field of a fleet: did you mean windows?',
      'HW_CLOUD: expected a domain such as myhuaweicloud.com, got text of length 1',
      'PREFLIGHT: expected on or off, got text of length 2',
      'schedules.prod.yml:3: weekly: when: expected at least an hour between two runs, since each may restart databases, got "rate(1 minute)"',
      expect.stringMatching(
        /^schedules\.prod\.yml:10: plug-in: intent: it would be forbidden: .*PLUGIN_PACKAGES, field sha_256: \w+ is not on the list$/,
      ),
    ]);
  });

  test.each([
    [['prod'], 'expected options only, got "prod"'],
    [['--stgae', 'prod'], "Unknown option '--stgae'"],
    [['--stage', 'Prod'], 'stage "Prod": expected 1 to 20 lower-case letters, digits and dashes'],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await command('package', args, {});
    expect([code, stdout, stderr]).toEqual([64, '', expect.stringContaining(message)]);
    expect(stderr.split('\n').filter((line) => line.includes('Prod'))).toHaveLength(
      stderr.includes('Prod') ? 1 : 0,
    );
  });

  test('tells how it is used, and builds nothing for that', async () => {
    const { code, stdout } = await command('package', ['--help'], {});
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^npx --no-install db-upkeep package [\s\S]*\n$/),
    ]);
    expect(stdout).not.toContain(' KB');
  });
});

describe('what is packaged', () => {
  let product: Built;
  beforeAll(async () => {
    product = await built('build');
  });
  afterAll(() => product?.remove());

  const shell = (line: string) =>
    promisify(execFile)('sh', ['-c', line], {
      cwd: product.folder,
      env: { PATH: `${join(product.folder, 'node_modules/.bin')}:${process.env.PATH}`, HOME: product.folder },
    });

  test('is said aloud to be of no use without region and project, as is a schedule that soon does nothing', async () => {
    writeFileSync(join(product.folder, 'schedules.prod.yml'), FIXED);
    writeFileSync(join(product.folder, 'fleets.yml'), fleetText({ windows: '[night]' }));
    writeFileSync(join(product.folder, 'calendar.yml'), CALENDAR);
    const { code, stderr } = (await shell('node cli/db-upkeep.mjs package --stage prod').catch(
      (refused: { code: number; stderr: string }) => refused,
    )) as { code?: number; stderr: string };
    expect(code).toBe(64);
    expect(stderr).toMatch(
      /^NOT DEPLOYABLE without HW_REGION_NAME and HW_PROJECT_ID: its functions would refuse everything\.$/m,
    );
    expect(stderr).toMatch(
      /^warning: schedules\.prod\.yml:\d+: monthly: it repeats with the same target_version: from the second run on it changes nothing$/m,
    );
    expect(existsSync(join(product.folder, '.serverless/sweep.zip'))).toBe(true);
    const file = join(product.folder, '.serverless/cloudformation-template-update-stack.json');
    for (const variable of ['FLEETS_HASH', 'CALENDAR_HASH']) {
      const set = new RegExp(`"${variable}": "[0-9a-f]{64}"`, 'g');
      const hashes = readFileSync(file, 'utf8').match(set) ?? [];
      expect([variable, hashes.length > 0, new Set(hashes).size]).toEqual([variable, true, 1]);
    }
    const folder = join(product.folder, 'unpacked');
    expect(unzip(join(product.folder, '.serverless/patch-databases.zip'), folder)).toContain(
      'dist/patch-databases/calendar.json',
    );
    const packed = readFileSync(join(folder, 'dist/patch-databases/calendar.json'), 'utf8');
    expect(JSON.parse(packed)).toEqual({
      windows: { night: { days: 'every', from: '22:00', for: 'PT4H', time_zone: 'UTC' } },
      freezes: {},
      never_together: [],
    });
    expect(readFileSync(file, 'utf8')).toContain(`"CALENDAR_HASH": "${packagedHash(packed)}"`);
  });

  test('may be read no further than its first line', async () => {
    const { stdout, stderr } = await shell('node cli/db-upkeep.mjs package | head -1');
    expect(stdout).toMatch(/^[\w-]+ +\d+ KB\n$/);
    expect(stderr).not.toMatch(/EPIPE|\n\s+at .*:\d+/);
  });
});
