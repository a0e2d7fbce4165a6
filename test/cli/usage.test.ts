import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import type { Report } from '../../shared/terms/report.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { invoke, secretsOf, withKeys, withPassword } from './command.ts';

/** The operations, as commands list them. */
const NAMES = catalog.map(({ name }) => name).join(', ');

const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [HEALTHY, ABNORMAL] = PATCH_INSTANCES;

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());
afterEach(() => expect(cloud.received).toEqual([]));

const run = async (args: readonly string[], environment: Record<string, string> = withPassword(cloud)) => {
  const ended = await invoke(args, environment);
  for (const secret of secretsOf(cloud)) expect(ended.stdout + ended.stderr).not.toContain(secret);
  expect(ended.stderr).not.toMatch(/\n\s+at .*:\d+/);
  return ended;
};
const patch = (fields: object, ...flags: string[]) => [
  'patch-databases',
  '--json',
  JSON.stringify({ project_id: PROJECT, ...fields }),
  ...flags,
];

describe('bad input exits with 64 and sends nothing', () => {
  const one = JSON.stringify({ instance_ids: [HEALTHY], project_id: PROJECT });

  test.each([
    ['no operation', [], new RegExp(`expected <operation>: one of ${NAMES}`)],
    ['an unknown operation', ['patch-all', '--json', one], /"patch-all".*schedule-hotfix-upgrade, upgrade-/],
    ['an unknown flag', ['patch-databases', '--json', one, '--force'], /Unknown option '--force'/],
    ['no intent', ['patch-databases', '--yes'], /--file intent.json and --json/],
    ['two intents', ['patch-databases', '--file', 'a', '--json', one], /one of --file/],
    ['a flag without its value', ['patch-databases', '--json'], /--json/],
    ['a stray word', ['patch-databases', 'now', '--json', one], /expected <operation> and no other word/],
    [
      'another output',
      ['patch-databases', '--json', one, '--output', 'xml'],
      /--output: expected one of text, json, got "xml"/,
    ],
    ['a missing file', ['patch-databases', '--file', 'no/such.json'], /cannot read the intent: ENOENT/],
    [
      'bad JSON',
      ['patch-databases', '--json', '{"url": s3cr3t'],
      /--json: not valid JSON: unexpected "s" at position 8/,
    ],
    ['JSON of no object', ['patch-databases', '--json', '[]', '--yes'], /expected a JSON object/],
  ])('%s', async (_, args, said) => {
    const ended = await run(args);
    expect(ended).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(said) });
    expect(ended.stderr).not.toContain('3cr3t');
  });

  test('an invalid intent, one fault a line', async () => {
    const ended = await run(patch({ instance_ids: [HEALTHY, HEALTHY, 'x'], instances: [] }, '--yes'));
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    const lines = ended.stderr.trimEnd().split('\n');
    const advice = lines.splice(3);
    expect(lines.sort()).toEqual([
      expect.stringMatching(/^instance_ids\[1\]: expected each id once/),
      expect.stringMatching(/^instance_ids\[2\]: expected a GeminiDB instance id/),
      expect.stringMatching(/^instances: is not a field/),
    ]);
    expect(advice).toEqual([
      "If that is a database's name, its id stands beside it in",
      '  npx --no-install db-upkeep pending',
    ]);
  });

  test('no terminal and no --yes: shows what would happen, and stops', async () => {
    const ended = await run(patch({ instance_ids: [HEALTHY, ABNORMAL] }));
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    for (const shown of ['restarts the nodes', 'acme/upkeep', 'ap-southeast-1', PROJECT, HEALTHY, ABNORMAL]) {
      expect(ended.stderr).toContain(shown);
    }
    expect(ended.stderr).toMatch(/^cloud calls +1$/m);
    expect(ended.stderr).toMatch(/^targets +2$/m);
    expect(ended.stderr).toContain('no terminal to confirm on, so nothing was sent; --yes confirms');
  });
});

describe('help and rehearsal', () => {
  test('every example of --help runs in a rehearsal, whatever the environment says', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    const examples = [...help.stdout.matchAll(/invoke (\S+) --rehearsal --json '(.+)'$/gm)];
    expect(examples.map(([, name]) => name)).toEqual(catalog.map(({ name }) => name));
    const real = { ...withKeys(cloud), STAGE: 'prod', LEDGER_TABLE: 'real', HW_TIMEOUT_MS: 'soon' };
    for (const [, name = '', json = ''] of examples) {
      const ended = await run([name, '--rehearsal', '--json', json, '--yes', '--output', 'json'], real);
      expect((JSON.parse(ended.stdout) as Report).outcomes).toContainEqual(
        expect.objectContaining({ verdict: 'accepted' }),
      );
      expect(ended.stderr).toContain('stand-in');
    }
  });

  test('a rehearsal stays on this machine in every region', async () => {
    const intent = { instance_ids: [HEALTHY], region: 'cn-north-4' };
    const ended = await run(['patch-databases', '--rehearsal', '--yes', '--json', JSON.stringify(intent)]);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/^region +cn-north-4, http:\/\/127\.0\.0\.1:/m);
  });
});
