import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commands } from '../../cli/commands.ts';
import { type ScriptedHttp, startScriptedHttp } from '../unit/scripted-http.ts';
import { inProcess } from './in-process.ts';

let store: ScriptedHttp;
beforeAll(async () => {
  store = await startScriptedHttp(() => ({
    status: 400,
    body: { __type: 'ResourceNotFoundException', Message: 'no value' },
  }));
});
beforeEach(() => {
  store.asked.length = 0;
});
afterAll(() => store.close());

const inAws = commands.filter(({ options = {} }) => 'aws-region' in options);

describe("--region is the database's", () => {
  test.each(inAws.filter(({ options = {} }) => !('region' in options)).map(({ name }) => name))(
    "%s refuses it, and names that of AWS's",
    async (name) => {
      const ended = await inProcess([...name.split(' '), '--stage', 'prod', '--region', 'eu-west-1']);
      expect(ended).toMatchObject({
        code: 64,
        stdout: '',
        stderr: expect.stringContaining("--region: that is the database's region, which plays no part here"),
      });
      expect(ended.stderr).toContain("AWS's is --aws-region <region>");
    },
  );

  test('and only pending, which looks in a region of databases, knows it', () => {
    const knowing = commands.filter(({ options = {} }) => 'region' in options);
    expect(knowing.map(({ name }) => name)).toEqual(['pending']);
    expect(commands.filter((one) => !inAws.includes(one)).map(({ name }) => name)).toEqual(['schemas']);
  });
});

describe("--aws-region is AWS's", () => {
  const check = (...more: string[]) =>
    inProcess(['secrets', 'check', '--stage', 'prod', ...more], {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: store.origin,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_REGION: 'eu-west-3',
    });
  const regions = () =>
    new Set(
      store.asked.map(
        ({ headers }) => /Credential=\w+\/\d+\/([\w-]+)\//.exec(headers.authorization ?? '')?.[1],
      ),
    );

  test.each([
    [['--aws-region', 'eu-west-1'], 'eu-west-1'],
    [['--aws-region', 'ap-southeast-2'], 'ap-southeast-2'],
    // What one run was told is over with it.
    [[], 'eu-west-3'],
  ])('secrets check %j asks there', async (more, region) => {
    expect(await check(...more)).toMatchObject({ code: 69 });
    expect(regions()).toEqual(new Set([region]));
  });
});
