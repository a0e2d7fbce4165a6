import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { askForToken, PAGES, send, tokenFor } from '../../stand-in/cloud/client.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

const MINUTE = 60_000;

describe('tokens', () => {
  test('are issued with a header, microseconds and the project', async () => {
    const reply = await askForToken(cloud, { name: 'ap-southeast-1' });
    const { token } = (await reply.json()) as { token: Record<string, unknown> };
    expect(reply.status).toBe(201);
    expect(reply.headers.get('x-subject-token')).toMatch(/^MII/);
    expect(token.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(token.project).toMatchObject({ id: PAGES.plugin.project_id, name: 'ap-southeast-1' });
  });

  test('five wrong passwords lock the user for a quarter of an hour', async () => {
    const id = PAGES.plugin.project_id;
    for (let i = 0; i < 5; i += 1) expect((await askForToken(cloud, { id }, 'wrong')).status).toBe(401);
    const locked = await askForToken(cloud, { id });
    expect(await locked.json()).toEqual({
      error: { code: 401, message: 'The username or password is wrong.', title: 'Unauthorized' },
    });
    cloud.clock.advance(15 * MINUTE);
    expect((await askForToken(cloud, { id })).status).toBe(201);
  });

  test('a malformed request for one is IAM’s 400', async () => {
    const reply = await fetch(`${cloud.endpoints.iam}/v3/auth/tokens`, { method: 'POST', body: '{' });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { message: 'The request body is invalid' } });
  });

  test('expire, can be revoked, and are good for their project only', async () => {
    const token = await tokenFor(cloud, PAGES.plugin.project_id);
    const other = await send(cloud, PAGES.patch, { token });
    expect([other.status, await other.json()]).toEqual([
      403,
      expect.objectContaining({ error_code: 'DBS.280032' }),
    ]);

    cloud.clock.advance(24 * 60 * MINUTE);
    const expired = await send(cloud, PAGES.plugin, { token });
    expect([expired.status, await expired.json()]).toEqual([
      401,
      {
        error_code: 'APIGW.0301',
        error_msg: expect.stringMatching(
          /^Incorrect IAM authentication information: token expires, expires_at:/,
        ),
        request_id: expired.headers.get('x-request-id'),
      },
    ]);

    cloud.state.tokens.clear();
    expect((await (await send(cloud, PAGES.plugin, { token })).json()) as object).toMatchObject({
      error_msg: 'Incorrect IAM authentication information: decrypt token fail',
    });
    expect(await (await send(cloud, PAGES.plugin, { token: '' })).json()).toMatchObject({
      error_msg: 'Incorrect IAM authentication information: x-auth-token not found',
    });
    expect(cloud.accepted).toEqual([]);
  });

  test('list the projects of their domain', async () => {
    cloud.state.projects.set('x', { id: 'x', name: 'foreign', domain: 'other' });
    const token = await tokenFor(cloud, PAGES.plugin.project_id);
    const headers = { 'x-auth-token': token };
    const reply = await fetch(`${cloud.endpoints.iam}/v3/projects`, { headers });
    const { projects } = (await reply.json()) as { projects: { name: string }[] };
    const seeded = [...cloud.state.projects.values()].filter(({ domain }) => domain === 'acme');
    expect(projects.map(({ name }) => name)).toEqual(seeded.map(({ name }) => name));
    expect(projects.map(({ name }) => name)).toContain('ap-southeast-1_hotfix');
    expect((await fetch(`${cloud.endpoints.iam}/v3/projects`)).status).toBe(401);
  });
});
