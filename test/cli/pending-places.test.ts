import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../architecture/source.ts';
import { fleetText } from '../fleet/example.ts';
import { type StageLogin, startStageLogin } from '../world/stage-login.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';
import { NODE, PROJECT, seedPending } from './pending-project.ts';

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  seedPending(world.cloud);
});
afterEach(() => void world.printed());

describe('--all-places', () => {
  const STAGE = `pending${process.pid}`;
  const FILE = join(root, `fleets.${STAGE}.yml`);
  const OTHER = 'a5'.repeat(16);
  const NODE_THERE = 'in14'.padStart(36, '7');
  let login: StageLogin;
  beforeAll(async () => {
    login = await startStageLogin();
  });
  afterAll(() => login.close());
  afterEach(() => rmSync(FILE, { force: true }));

  /** By the fleets of a stage, whose settings allow no plain password. */
  const everywhere = (places: readonly (readonly [region: string, project: string])[], ...args: string[]) => {
    const named = places.map(([region, project]) => `{ region: ${region}, project: ${project} }`);
    writeFileSync(FILE, fleetText({ select: `{ names: ['*'], places: [${named.join(', ')}] }` }));
    return world.run('pending', ['--all-places', ...args], {
      STAGE,
      HW_PROJECT_ID: PROJECT,
      ...login.variables,
    });
  };
  beforeEach(() => {
    const { state } = world.cloud;
    state.projects.set(OTHER, { id: OTHER, name: 'other', domain: 'acme' });
    state.addInstance({ id: NODE_THERE, service: 'gaussdb', project_id: OTHER });
  });

  test('looks at those that fleets name and at the configured one, each once', async () => {
    const named = [
      ['ap-southeast-1', OTHER],
      ['ap-southeast-1', PROJECT],
    ] as const;
    const ended = await everywhere(named, '--operation', 'schedule-hotfix-upgrade', '--output', 'json');
    const others = /^stage \S+: its functions have other fleets than fleets.yml in this folder; .*\n$/;
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(others) });
    const all = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(all.map(({ project_id, target }) => [project_id, target])).toEqual([
      [OTHER, NODE_THERE],
      [PROJECT, NODE],
    ]);
    const text = await everywhere(named, '--operation', 'schedule-hotfix-upgrade');
    expect(text.stdout.match(/^ap-southeast-1 \S+$/gm)).toEqual([
      `ap-southeast-1 ${OTHER}`,
      `ap-southeast-1 ${PROJECT}`,
    ]);
    expect(text.stdout.match(/^npx .* invoke /gm)).toHaveLength(2);
  });

  test('a place that cannot be looked at is told by name and hides no other', async () => {
    const [NO_RIGHT, EMPTY] = ['a6'.repeat(16), 'a8'.repeat(16)];
    world.cloud.faults.decide = ({ call, body }) =>
      call === 'keystoneCreateUserTokenByPassword' && JSON.stringify(body).includes(NO_RIGHT)
        ? { kind: 'refuse', status: 403, body: { error: { code: 403, message: 'no right there' } } }
        : undefined;
    world.cloud.state.projects.set(EMPTY, { id: EMPTY, name: 'empty', domain: 'acme' });
    const { code, stdout, stderr } = await everywhere(
      [
        ['nowhere-1', OTHER],
        ['ap-southeast-1', NO_RIGHT],
        ['ap-southeast-1', EMPTY],
      ],
      '--operation',
      'schedule-hotfix-upgrade',
    );
    expect(code).toBe(2);
    expect(stdout).toContain(NODE);
    expect(stderr).toContain(`nowhere-1 ${OTHER}: GaussDB: region: no host of gaussdb is known in nowhere-1`);
    expect(stderr).toContain(
      `ap-southeast-1 ${NO_RIGHT}: GaussDB could not be read: what it holds is not known\n`,
    );
    expect(stderr).toContain(`GaussDB: no instance is listed in project ${EMPTY}, region ap-southeast-1\n`);
    // The only place that somebody asks for is their mistake.
    expect(await world.run('pending', ['--project', NO_RIGHT])).toMatchObject({
      code: 69,
      stdout: '',
      stderr: expect.stringContaining('no right there'),
    });
  });

  test('is refused with a place of its own', async () => {
    const ended = await world.run('pending', ['--project', PROJECT, '--all-places']);
    expect(ended).toMatchObject({ code: 64, stderr: expect.stringContaining('takes no --project') });
  });
});
