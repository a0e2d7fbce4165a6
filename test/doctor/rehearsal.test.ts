import { describe, expect, test } from '@jest/globals';
import { readSubjects } from '../../cli/commands/cloud/subjects.ts';
import { exitCodeOf } from '../../shared/doctor/examine.ts';
import { facts } from '../../shared/huawei/facts.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import { seededState } from '../../stand-in/cloud/seed.ts';
import { FAULTS, TOGETHER } from '../../stand-in/rehearsal/doctor/faults.ts';
import { withKeys } from '../cli/command.ts';
import { examineStage } from './examined.ts';

const subjects = await readSubjects();

/** What no read shows of a cloud at rest, of a fleet table in which nothing was written yet, and of a stage without senders, hosted pages and gates. */
const UNSEEN = Object.fromEntries(
  [
    ...[...facts, ...subjects.flatMap(({ inspection }) => inspection.facts)]
      .filter(({ only_while }) => only_while)
      .map(({ id }) => id),
    'surveys',
    'webhook senders',
    'hosted console',
    'alarms of gates',
    'ces GET /v2/{project_id}/alarm-histories',
  ].map((name) => [name, 'not_checked']),
);

const INSTANCES = 'GET /v3/{project_id}/instances';
const GAUSSDB = 'gaussdb GET /v3.3/{project_id}/instances';
const PLUGINS = 'gaussdb GET /v3/{project_id}/instances/{instance_id}/plugins';
const JOBS = 'taurusdb GET /v3/{project_id}/immediate-jobs';

describe('a cloud and an AWS as documented', () => {
  test('are found so: every read answers in its shape, and every fact that a read can show is confirmed', async () => {
    const { results, troubles } = await examineStage();
    expect(troubles).toEqual(UNSEEN);
    expect(Object.keys(UNSEEN)).toContain('gateway-failures');
    expect(results.length).toBeGreaterThan(60);
    expect(exitCodeOf(results)).toBe(0);
  });

  test('are found so by access key, too', async () => {
    const { troubles, named } = await examineStage({
      environment: { HW_DOMAIN_NAME: undefined, HW_USER_NAME: undefined, HW_USER_PASSWORD: undefined },
      prepare: ({ cloud, environment }) => Object.assign(environment, withKeys(cloud), { PREFLIGHT: 'on' }),
    });
    // Nobody asks for a token then.
    expect(troubles).toEqual({ ...UNSEEN, 'iam POST /v3/auth/tokens': 'not_checked' });
    expect(named('login').says).toBe('IAM takes the signature of the access key');
  });

  test('are never written to: the cloud is asked by GET, but for one token and one query by tag, and AWS by reads', async () => {
    const { stage, recorder } = await examineStage({ faults: TOGETHER });
    const { received, accepted } = stage.cloud;
    expect(accepted).toEqual([]);
    const asked = received.map(({ service, method, path }) =>
      method === 'GET' ? 'GET' : `${service} ${method} ${path}`,
    );
    const query = `geminidb POST /v3/${LIVED_IN}/instances/resource-instances/action`;
    expect([...new Set(asked)].sort()).toEqual(['GET', query, 'iam POST /v3/auth/tokens']);
    expect(asked.filter((one) => one !== 'GET')).toHaveLength(2);
    expect(received.every(({ method, body }) => method !== 'GET' || body === '')).toBe(true);
    expect([...new Set(stage.asked)].sort()).toEqual([
      'dynamodb DescribeContinuousBackups',
      'dynamodb DescribeTable',
      'dynamodb DescribeTimeToLive',
      'dynamodb GetItem',
      'dynamodb Query',
      'eventbridge DescribeEventBus',
      'sns GetTopicAttributes',
      'sqs GetQueueAttributes',
    ]);
    expect(recorder.exchanges).toHaveLength(received.length);
  });
});

/** What each fault must bring out, beside what no read shows. */
const NAMED: Record<string, { troubles: Record<string, string>; text: readonly [string, RegExp] }> = {
  'skewed-clock': {
    troubles: { clock: 'broken' },
    text: ['clock', /^this machine is 12 min behind$/],
  },
  'missing-field': {
    troubles: { [`geminidb ${INSTANCES}`]: 'broken', 'patch-databases': 'warning' },
    text: [
      `geminidb ${INSTANCES}`,
      /instances\[\]\.datastore\.patch_available: missing in 1 of 3 \(our code reads it\)/,
    ],
  },
  'other-type': {
    troubles: { [GAUSSDB]: 'warning' },
    text: [GAUSSDB, /instances\[\]\.volume\.size: string, documented number$/m],
  },
  'other-project': {
    troubles: {},
    text: [
      'login',
      /^the token is for project 054e292c9880d4992f02c0196d3ea468, ap-southeast-1_proxy, not for /,
    ],
  },
  'other-region': {
    troubles: { project: 'broken' },
    text: ['project', /is cn-north-4, a project of another region than HW_REGION_NAME ap-southeast-1/],
  },
  'forbidden-read': {
    troubles: { [PLUGINS]: 'broken', 'install-kernel-plugin': 'warning' },
    text: [PLUGINS, /^3 of 3 failed: HTTP 403 DBS\.200010 The operation is not authorized\./],
  },
  'offset-of-items': {
    troubles: {
      'immediate-jobs-offset': 'broken',
      'back-up-taurusdb': 'warning',
      'upgrade-proxy-version': 'warning',
      'taurusdb GET /v3/{project_id}/jobs': 'not_checked',
      'workflow-by-id': 'not_checked',
    },
    text: ['immediate-jobs-offset', /^offset 2 shows 9 of the 10 jobs of offset 1 again$/m],
  },
  'other-words': {
    troubles: {
      [JOBS]: 'warning',
      'taurusdb GET /v3/{project_id}/jobs': 'warning',
      'taurusdb-end-words': 'broken',
    },
    text: [JOBS, /jobs\[\]\.status: "SUCCESS", documented Pending, Running, Completed, Failed/],
  },
  'older-lists': {
    troubles: {},
    text: [GAUSSDB, /; the host does not know it, GET \/v3\/\{project_id\}\/instances answers in its place/],
  },
  'new-field': {
    troubles: {},
    text: [`taurusdb ${INSTANCES}`, /instances\[\]\.tags\[\]\.scope: new \(string\)/],
  },
};

describe('whatever is wrong with the cloud is named', () => {
  const text = ({ says, details = [] }: { says: string; details?: readonly string[] }) =>
    [says, ...details].join('\n');

  test('every fault has its test', () => {
    expect(Object.keys(NAMED).sort()).toEqual(Object.keys(FAULTS).sort());
  });

  test.each(Object.keys(NAMED).filter((name) => TOGETHER.includes(name)))(
    '%s, and nothing else',
    async (fault) => {
      const {
        troubles,
        text: [name, words],
      } = NAMED[fault] ?? { troubles: {}, text: ['', /x/] };
      const found = await examineStage({ faults: [fault] });
      expect(found.troubles).toEqual({ ...UNSEEN, ...troubles });
      expect(text(found.named(name))).toMatch(words);
      const broken = Object.values(troubles).includes('broken');
      expect(exitCodeOf(found.results)).toBe(fault === 'other-region' ? 69 : broken ? 1 : 0);
    },
  );

  test('other-project, and nothing is asked with that token', async () => {
    const found = await examineStage({ faults: ['other-project'] });
    expect(text(found.named('login'))).toMatch(NAMED['other-project']?.text[1] ?? /x/);
    expect(found.named('schedule-hotfix-upgrade')).toMatchObject({ level: 'not_checked', because: 'login' });
    expect(found.stage.cloud.received.filter(({ service }) => service !== 'iam')).toEqual([]);
    expect(exitCodeOf(found.results)).toBe(69);
  });

  test('all of them together', async () => {
    const found = await examineStage({ faults: TOGETHER });
    for (const fault of TOGETHER) {
      const [name, words] = NAMED[fault]?.text ?? ['', /x/];
      expect([fault, text(found.named(name))]).toEqual([fault, expect.stringMatching(words)]);
    }
    expect(exitCodeOf(found.results)).toBe(69);
  });
});

describe('a login that is not taken', () => {
  test('is tried once, told with its reason, and nothing that rests on it is asked', async () => {
    const found = await examineStage({ environment: { HW_USER_PASSWORD: 'not the password' } });
    expect(found.named('login')).toMatchObject({
      level: 'broken',
      says: 'IAM answered 401 to the token request: The username or password is wrong.',
    });
    expect(found.stage.cloud.received).toHaveLength(1);
    // The clock is known all the same.
    expect(found.named('clock').level).toBe('ok');
    expect(found.named(GAUSSDB)).toMatchObject({ level: 'not_checked', because: 'login' });
    expect(exitCodeOf(found.results)).toBe(69);
  });

  test('a token that the services refuse is told for each of them', async () => {
    const found = await examineStage({
      prepare: ({ cloud }) => {
        cloud.faults.decide = ({ service }) => (service === 'iam' ? undefined : { kind: 'unauthorized' });
      },
    });
    for (const name of ['install-kernel-plugin', 'patch-databases', 'upgrade-proxy-version']) {
      expect(found.named(name)).toMatchObject({
        level: 'broken',
        says: 'the cloud answered 401 to our credentials: Incorrect authentication information',
      });
    }
    expect(exitCodeOf(found.results)).toBe(69);
  });

  test('a project that the login does not have is told with those it has', async () => {
    const found = await examineStage({
      environment: { HW_DOMAIN_NAME: undefined, HW_USER_NAME: undefined, HW_USER_PASSWORD: undefined },
      prepare: ({ cloud, environment }) =>
        Object.assign(environment, withKeys(cloud), { HW_PROJECT_ID: 'f'.repeat(32) }),
    });
    expect(found.named('project')).toMatchObject({
      level: 'broken',
      says: `HW_PROJECT_ID ${'f'.repeat(32)} is none of the ${seededState().projects.size} projects of this login`,
      details: expect.arrayContaining(['0c8243400d37468bb4aed3cc94c2911d is ap-southeast-1']),
    });
    expect(exitCodeOf(found.results)).toBe(69);
  });

  test.each([
    ['ap-southeast-1', 'ok'],
    ['ap-southeast-1_payments', 'ok'],
    ['ap-southeast-2', 'broken'],
    ['ap-southeast-10', 'broken'],
    ['payments', 'broken'],
  ])('a project called %s, in ap-southeast-1: %s', async (name, level) => {
    const found = await examineStage({
      prepare: ({ cloud, environment }) => {
        const project = cloud.state.projects.get(environment.HW_PROJECT_ID ?? '');
        if (project) project.name = name;
      },
    });
    expect(found.named('project').level).toBe(level);
  });

  test('a disabled project is told so', async () => {
    const found = await examineStage({
      prepare: ({ cloud }) => {
        const projects = [{ id: '0c8243400d37468bb4aed3cc94c2911d', name: 'ap-southeast-1', enabled: false }];
        cloud.faults.add({ call: 'listAuthProjects', fault: { kind: 'wrong-shape', body: { projects } } });
      },
    });
    expect(found.named('project')).toMatchObject({
      level: 'broken',
      says: expect.stringContaining('disabled'),
    });
  });

  const DAY = 24 * 60 * 60_000;
  test.each([
    [10, 'warning', /; the password expires \d{4}-\d\d-\d\d$/],
    [20, 'ok', /^a token for upkeep of account acme, good until [^;]+$/],
  ])('a password that expires in %i days: %s', async (days, level, says) => {
    const found = await examineStage({
      prepare: ({ cloud: { state } }) => {
        for (const user of state.users.values()) user.password_expires_at = Date.now() + days * DAY;
      },
    });
    expect(found.named('login')).toMatchObject({ level, says: expect.stringMatching(says) });
  });
});

describe('answers of a form that nobody thought of', () => {
  const odd = [
    null,
    7,
    'text',
    [],
    {},
    { instances: null },
    { instances: [null, 7, {}] },
    { jobs: [null] },
    { tasks: [{}] },
  ];

  test.each(odd.map((body) => [JSON.stringify(body), body]))(
    '%s everywhere: no check fails itself',
    async (_, body) => {
      const found = await examineStage({
        prepare: ({ cloud }) => {
          cloud.faults.decide = ({ service }) =>
            service === 'iam' ? undefined : { kind: 'wrong-shape', body, status: 200 };
        },
      });
      expect(found.results.filter(({ says }) => says.includes('failed:'))).toEqual([]);
      expect(exitCodeOf(found.results)).toBe(1);
    },
  );

  test('no answer at all: told as such', async () => {
    const found = await examineStage({
      prepare: ({ cloud }) => {
        cloud.faults.decide = ({ service }) => (service === 'geminidb' ? { kind: 'cut-before' } : undefined);
      },
    });
    expect(found.named(`geminidb ${INSTANCES}`)).toMatchObject({
      level: 'broken',
      says: expect.stringMatching(/failed: the request left, then: GET 127\.0\.0\.1:\d+: .*ECONNRESET/),
    });
    expect(found.named('upgrade-proxy-version').level).toBe('ok');
  });
});
