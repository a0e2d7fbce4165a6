import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { LIVED_IN, livedIn } from '../../stand-in/cloud/lived-in.ts';
import { selfSigned } from '../unit/self-signed.ts';
import { doctor, secretsOf, withKeys, withPassword } from './command.ts';

let cloud: Cloud;
let directory: string;
beforeAll(async () => {
  cloud = await startCloud();
  livedIn(cloud.state, cloud.clock.now());
  directory = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(async () => {
  await cloud.close();
  await rm(directory, { recursive: true });
});

interface Printed {
  readonly totals: Record<string, number>;
  readonly requests: number;
  readonly results: readonly { readonly name: string; readonly level: string; readonly says: string }[];
}
const read = (stdout: string) => JSON.parse(stdout) as Printed;
const named = ({ results }: Printed, name: string) => results.find((result) => result.name === name);

describe('usage', () => {
  test('--help tells options and exit codes, and asks nobody', async () => {
    const { code, stdout } = await doctor(['--help']);
    expect(code).toBe(0);
    for (const option of ['--record', '--rehearsal', '--fault', '--output', '69'])
      expect(stdout).toContain(option);
  });

  test.each([
    [['now'], 'expected options only, got "now"'],
    [['--output', 'xml'], '--output: expected one of text, md, csv, json, got "xml"'],
    [['--record', ''], '--record: expected a value, got nothing'],
    [['--fault', 'skewed-clock'], '--fault belongs to --rehearsal'],
    [['--rehearsal', '--fault', 'x'], 'unknown fault x. Known: skewed-clock, missing-field'],
    [['--colour'], "Unknown option '--colour'"],
  ])('%j is bad usage', async (args, words) => {
    const { code, stdout, stderr } = await doctor(args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(words);
  });
});

test('a key that ends in a line break is a variable that is broken', async () => {
  const keys = withKeys(cloud);
  const { code, stdout } = await doctor(['--output', 'json'], {
    ...keys,
    HW_ACCESS_KEY: `${keys.HW_ACCESS_KEY}\n`,
  });
  expect(code).toBe(69);
  expect(named(read(stdout), 'variables')).toMatchObject({
    level: 'broken',
    says: expect.stringContaining('HW_ACCESS_KEY: expected '),
  });
});

describe('a rehearsal', () => {
  test('is complete, and broken is nothing', async () => {
    const { code, stdout, stderr } = await doctor(['--rehearsal']);
    expect(stderr).toContain('stand-ins on this machine');
    expect(stdout).toMatch(/^Environment\n {2}ok {2}variables {2}region ap-southeast-1, project /);
    expect(stdout).toMatch(
      /\n {2}confirmed {2}immediate-jobs-offset +The offset of immediate-jobs counts pages, from 1\n/,
    );
    expect(stdout).toMatch(/\n\d\d+ checks: \d\d+ ok, 0 warning, 0 broken, \d+ not checked\n$/);
    expect(stdout).not.toMatch(/[✓✗]/);
    expect(code).toBe(0);
  });

  test('with five faults and more names each, and ends accordingly', async () => {
    const { code, stdout } = await doctor(['--rehearsal', '--fault', 'all', '--output', 'json']);
    const printed = read(stdout);
    expect(code).toBe(69);
    expect(printed.totals).toMatchObject({ broken: 6 });
    const broken = printed.results.filter(({ level }) => level === 'broken').map(({ name }) => name);
    expect(broken.sort()).toEqual([
      'clock',
      'gaussdb GET /v3/{project_id}/instances/{instance_id}/plugins',
      'geminidb GET /v3/{project_id}/instances',
      'immediate-jobs-offset',
      'project',
      'taurusdb-end-words',
    ]);
  });

  test('leaves alone whatever the environment says', async () => {
    const before = cloud.received.length;
    const { code } = await doctor(['--rehearsal', '--output', 'json'], {
      ...withPassword(cloud),
      STAGE: 'prod',
      LEDGER_TABLE: 'the-real-one',
      AWS_ENDPOINT_URL: cloud.endpoints.iam,
      AWS_PROFILE: 'real',
    });
    expect(code).toBe(0);
    expect(cloud.received).toHaveLength(before);
  });
});

describe('--record', () => {
  test('writes a file a route and the report, with nothing of the customer, and only into an empty directory', async () => {
    const into = join(directory, 'replies');
    const { code, stderr } = await doctor(['--rehearsal', '--record', into]);
    expect(code).toBe(0);
    const names = await readdir(into);
    expect(stderr).toContain(`${names.length} files in ${into}`);
    expect(names).toEqual(expect.arrayContaining(['iam.post.v3.auth.tokens.json', 'report.json']));
    const texts = await Promise.all(names.map((name) => readFile(join(into, name), 'utf8')));
    const text = texts.join('');
    const own = [
      'acme',
      'upkeep',
      'correct horse',
      'orders',
      'archive',
      'sessions',
      LIVED_IN,
      '192.168.',
      'capacity',
    ];
    const ids = [...cloud.state.instances.keys(), ...cloud.state.proxies.keys(), ...cloud.state.jobs.keys()];
    expect([...own, ...ids].filter((piece) => text.includes(piece))).toEqual([]);
    expect(ids.length).toBeGreaterThan(25);

    const again = await doctor(['--rehearsal', '--record', into]);
    expect([again.code, again.stdout]).toEqual([64, '']);
    expect(again.stderr).toContain('not empty');
  });
});

describe('against a cloud', () => {
  const environment = () => ({ ...withPassword(cloud), HW_PROJECT_ID: LIVED_IN });

  test('without AWS it looks at the cloud alone', async () => {
    const { code, stdout } = await doctor(['--output', 'json'], environment());
    const printed = read(stdout);
    expect(code).toBe(0);
    expect(named(printed, 'ledger')).toMatchObject({ level: 'not_checked' });
    expect(named(printed, 'upgrade-proxy-version')).toMatchObject({ level: 'ok' });
    expect(printed.requests).toBeGreaterThan(30);
    expect(cloud.accepted).toEqual([]);
  });

  test('no secret is printed, by password or by key', async () => {
    const byKey = { ...withKeys(cloud), HW_PROJECT_ID: LIVED_IN };
    for (const { stdout, stderr } of [
      await doctor([], environment()),
      await doctor(['--output', 'json'], byKey),
    ]) {
      const text = stdout + stderr;
      expect(secretsOf(cloud).filter((secret) => text.includes(secret))).toEqual([]);
      expect(text).toContain('upgrade-proxy-version');
    }
  });

  test('without variables nothing is asked', async () => {
    const { code, stdout } = await doctor([]);
    expect(code).toBe(69);
    expect(stdout).toMatch(
      /^Environment\n {2}broken {2}variables {2}HW_REGION_NAME and HW_PROJECT_ID not set\n/,
    );
    expect(stdout).toContain('4 not asked, because login did not come out well');
  });

  test('a host that speaks TLS is told with its version and the end of its certificate', async () => {
    const { key, cert } = selfSigned();
    await writeFile(join(directory, 'cert.pem'), cert);
    const server = createServer({ key, cert }, (_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { stdout } = await doctor(['--output', 'json'], {
      ...environment(),
      HW_ENDPOINTS: JSON.stringify({ ...cloud.endpoints, gaussdb: origin }),
      NODE_EXTRA_CA_CERTS: join(directory, 'cert.pem'),
    });
    server.close();
    const printed = read(stdout);
    expect(named(printed, 'host of gaussdb')).toMatchObject({
      level: 'ok',
      says: expect.stringMatching(/^127\.0\.0\.1:\d+, 1 address, TLSv1\.3, certificate until 2049-12-31$/),
    });
    expect(named(printed, 'gaussdb GET /v3.3/{project_id}/instances')).toMatchObject({
      level: 'broken',
      says: expect.stringContaining('failed: HTTP 404'),
    });
  });
});
