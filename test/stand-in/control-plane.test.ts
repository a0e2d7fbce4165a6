import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ControlPlane, startControlPlane, type Trouble } from '../../stand-in/platform/control-plane.ts';
import { localCredentials } from '../../stand-in/platform/local-credentials.ts';

const NAME = 'db-upkeep-prod-sweep';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
  plane.functions.set(NAME, { STAGE: 'prod' });
});
beforeEach(() => {
  plane.trouble = undefined;
});
afterAll(() => plane.close());

const settings = () => ({
  endpoint: plane.url,
  region: 'eu-west-1',
  credentials: localCredentials,
  maxAttempts: 1,
});
const read = (FunctionName: string) =>
  new LambdaClient(settings()).send(new GetFunctionConfigurationCommand({ FunctionName }));
const whoami = () => new STSClient(settings()).send(new GetCallerIdentityCommand({}));

describe("AWS's own client understands", () => {
  test('who calls', async () => {
    expect(await whoami()).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/Alice',
      UserId: 'AIDACKCEVSQ6C2EXAMPLE',
    });
  });

  test('how a function is set', async () => {
    expect(await read(NAME)).toMatchObject({
      FunctionName: NAME,
      FunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${NAME}`,
      Environment: { Variables: { STAGE: 'prod' } },
    });
  });

  test('that its variables lie under a key which the caller may not use', async () => {
    plane.trouble = 'key denied';
    expect((await read(NAME)).Environment).toEqual({
      Error: { ErrorCode: 'AccessDeniedException', Message: expect.stringContaining('kms:Decrypt') },
    });
  });

  test.each<[string, Trouble | undefined, () => Promise<unknown>, object]>([
    [
      'there is no such function',
      undefined,
      () => read('db-upkeep-prdo-sweep'),
      { name: 'ResourceNotFoundException', message: expect.stringMatching(/^Function not found: arn:/) },
    ],
    ['nobody may read it', 'denied', () => read(NAME), { name: 'AccessDeniedException' }],
    ['Lambda is out of order', 'out of order', () => read(NAME), { name: 'ServiceException' }],
    ['a login is over', 'expired', whoami, { name: expect.stringMatching(/^ExpiredToken/) }],
  ])('that %s', async (_, trouble, ask, error) => {
    plane.trouble = trouble;
    await expect(ask()).rejects.toMatchObject(error);
  });
});
