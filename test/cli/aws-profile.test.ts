import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ScriptedHttp, startScriptedHttp } from '../unit/scripted-http.ts';
import { alone } from './command.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'secret-of-the-environment' };

let sqs: ScriptedHttp;
let home: string;

beforeAll(async () => {
  sqs = await startScriptedHttp(() => ({ body: {} }));
  home = await mkdtemp(join(tmpdir(), 'db-upkeep-home-'));
  await mkdir(join(home, '.aws'));
  await writeFile(
    join(home, '.aws', 'config'),
    '[default]\nregion = eu-north-1\n[profile ops]\nregion = us-west-2\n',
  );
  await writeFile(
    join(home, '.aws', 'credentials'),
    ['default', 'ops']
      .map(
        (name) => `[${name}]\naws_access_key_id = AKIA${name}\naws_secret_access_key = secret-of-${name}\n`,
      )
      .join(''),
  );
});
beforeEach(() => {
  sqs.asked.length = 0;
});
afterAll(async () => {
  await sqs.close();
  await rm(home, { recursive: true });
});

const list = (environment: Record<string, string>, ...more: readonly string[]) =>
  alone('dead-letters', ['list', 'patch-databases', ...more], {
    DEAD_LETTER_QUEUE_URL: `${sqs.origin}/000000000000/{operation}-dead`,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...environment,
  });
/** The access key and the region that the queue was asked with. */
const askedAs = () =>
  new Set(
    sqs.asked.map(({ headers }) =>
      /Credential=(\w+)\/\d+\/([\w-]+)\//
        .exec(headers.authorization ?? '')
        ?.slice(1)
        .join(' '),
    ),
  );

describe('a command asks AWS', () => {
  test.each<[string, Record<string, string>, string]>([
    ['with the keys of the environment', { ...KEYS, AWS_REGION: 'eu-west-1' }, 'AKIAENVIRONMENT eu-west-1'],
    ['with the default profile, without keys', {}, 'AKIAdefault eu-north-1'],
    [
      'with the profile that is named, whatever else there is',
      { ...KEYS, AWS_PROFILE: 'ops' },
      'AKIAops us-west-2',
    ],
    [
      'in the region of the environment',
      { AWS_PROFILE: 'ops', AWS_REGION: 'eu-west-1' },
      'AKIAops eu-west-1',
    ],
    ['in the region of the profile, with the keys of the environment', KEYS, 'AKIAENVIRONMENT eu-north-1'],
    [
      'in the region that the AWS command line takes by default',
      { ...KEYS, AWS_DEFAULT_REGION: 'eu-west-3' },
      'AKIAENVIRONMENT eu-west-3',
    ],
    [
      'in that region before the one of the profile',
      { AWS_PROFILE: 'ops', AWS_DEFAULT_REGION: 'eu-west-3' },
      'AKIAops eu-west-3',
    ],
    [
      'in the region of the environment before that',
      { ...KEYS, AWS_DEFAULT_REGION: 'eu-west-3', AWS_REGION: 'eu-west-1' },
      'AKIAENVIRONMENT eu-west-1',
    ],
  ])('%s', async (_, environment, caller) => {
    expect(await list({ HOME: home, ...environment })).toMatchObject({ code: 0 });
    expect(askedAs()).toEqual(new Set([caller]));
  });

  test('not at all when nobody is logged in', async () => {
    const ended = await list({ HOME: join(home, 'nobody'), AWS_REGION: 'eu-west-1' });
    expect(ended).toMatchObject({
      code: 69,
      stderr: expect.stringMatching(/dead-letter queue .*Could not load credentials/),
    });
    expect(sqs.asked).toEqual([]);
  });
});
