import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../shared/settings/settings.ts';
import { Misconfigured } from '../../shared/terms/errors.ts';
import { thrownBy } from './thrown-by.ts';

const complaint = (env: Record<string, string>) => thrownBy(Misconfigured, () => loadSettings(env)).message;

// The words that zod would use by itself.
const ZOD = /Invalid|Too (small|big)|Unrecognized|received|>=|<=|\bNaN\b/;
const SENTENCE =
  /^wrong environment: \w+[^:]*: ((?:expected|not valid JSON:) .+, got .+|is not a field of this variable)$/;

describe('one wrong variable is told in a plain sentence, without any text of its value', () => {
  test.each([
    ['HW_REGION_NAME', 'hunter2_'],
    ['HW_ENDPOINTS', '{"eu-de":{"redis":"https://hunter2.example.com"}}'],
    ['HW_ENDPOINTS', '{"eu-de":{"iam":"http://hunter2.example.com"}}'],
    ['HW_ENDPOINTS', '{"EU":{"iam":"https://hunter2.example.com"}}'],
    ['HW_REGION_NAME', 'AP-SOUTHEAST-1'],
    ['HW_REGION_NAME', 'ap-southeast-1/hunter2'],
    ['HW_REGION_NAME', 'ap-southeast-1.hunter2'],
    ['HW_REGION_NAME', 'ap-southeast-1\n'],
    ['HW_PROJECT_ID', 'hunter2'],
    ['HW_PROJECT_ID', `${'0'.repeat(31)}/`],
    ['HW_CLOUD', 'hunter2'],
    ['HW_CLOUD', 'https://hunter2.example.com'],
    ['HW_CLOUD', 'hunter2@example.com'],
    ['HW_CLOUD', 'hunter2.example.com/x'],
    ['HW_ENDPOINTS', 'hunter2'],
    ['HW_ENDPOINTS', '{"gaussdb":"hunter2"'],
    ['HW_ENDPOINTS', '"hunter2"'],
    ['HW_ENDPOINTS', '["hunter2"]'],
    ['HW_ENDPOINTS', '{"iam":17}'],
    ['HW_ENDPOINTS', '{"iam":"https://user:hunter2@iam.example.com"}'],
    ['HW_ENDPOINTS', '{"redis":"https://hunter2.example.com"}'],
    ['HW_TIMEOUT_MS', 'hunter2'],
    ['HW_TIMEOUT_MS', '99'],
    ['HW_TIMEOUT_MS', '120001'],
    ['HW_TIMEOUT_MS', '1000.5'],
    ['MAX_TARGETS', '-7'],
    ['MAX_TARGETS', '10001'],
    ['MAX_TARGETS', 'hunter2'],
    ['QUEUE_URL', 'https://sqs.example.com/hunter2'],
    ['QUEUE_URL', 'hunter2-{operation}'],
    ['DEAD_LETTER_QUEUE_URL', 'https://sqs.example.com/hunter2'],
    ['TIMING', 'hunter2'],
    ['TIMING', '"hunter2"'],
    ['TIMING', '{"submit_margin_ms":"hunter2"}'],
    ['TIMING', '{"submit_margin_ms":99}'],
    ['TIMING', '{"connection_idle_ms":5001}'],
    ['TIMING', '{"token_margin_ms":-1}'],
    ['TIMING', '{"token_margin_ms":3600001}'],
    ['TIMING', '{"secret_ttl_ms":1.5}'],
    ['TIMING', '{"no_such_wait_ms":1}'],
  ])('%s %j', (name, value) => {
    const message = complaint({ [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain('hunter2');
    if (Number.isNaN(Number(value))) expect(message).not.toContain(value);
    expect(message).toMatch(SENTENCE);
    expect(message).not.toMatch(ZOD);
  });

  test.each([
    ['HW_TIMEOUT_MS', '99', 'expected a whole number from 100 to 120000, got 99'],
    ['MAX_TARGETS', 'hunter2', 'expected a whole number from 1 to 10000, got no number'],
    ['HW_CLOUD', 'hunter2', 'expected a domain such as myhuaweicloud.com, got text of length 7'],
    [
      'HW_ENDPOINTS',
      '["hunter2"]',
      'expected origins by service, as in {"iam":"https://host"}, got an array of 1',
    ],
    ['HW_ENDPOINTS', '{', 'not valid JSON: the text ends at position 1, got text of length 1'],
    [
      'LEDGER_TABLE',
      'xy',
      'expected the name of a DynamoDB table, 3 to 255 characters, got text of length 2',
    ],
    [
      'EVENT_BUS',
      'x'.repeat(257),
      'expected the name of an event bus, 1 to 256 characters, got text of length 257',
    ],
    ['PREFLIGHT', 'hunter2', 'expected on or off, got text of length 7'],
    ['SURVEY_EVERY', 'hourly', 'expected a duration from PT15M to P7D, such as PT1H, got text of length 6'],
    ['SURVEY_EVERY', 'P8D', 'expected a duration from PT15M to P7D, such as PT1H, got text of length 3'],
    ['TIMING', '[]', 'expected waits by name, as in {"look_ms":120000}, got an array of 0'],
    ['TIMING.job_within_ms', '{"job_within_ms":5}', 'expected milliseconds by operation, got 5'],
    ['TIMING.look_ms', '{"look_ms":9}', 'expected a whole number from 10 to 3600000, got 9'],
    ['POLICY', '[]', 'expected rules under their names, got an array of 0'],
  ])('%s: %s', (path, value, sentence) => {
    const [name = ''] = path.split('.');
    expect(complaint({ [name]: value })).toBe(`wrong environment: ${path}: ${sentence}`);
  });
});

test('all wrong variables are named at once', () => {
  const message = complaint({ HW_REGION_NAME: 'x', HW_TIMEOUT_MS: 'x', TIMING: '{"token_margin_ms":-1}' });
  for (const name of ['HW_REGION_NAME', 'HW_TIMEOUT_MS', 'TIMING.token_margin_ms']) {
    expect(message).toContain(name);
  }
});

test('an empty environment is a lenient one with the production waits', () => {
  expect(loadSettings({})).toEqual({
    STAGE: 'local',
    deployed: false,
    HW_TIMEOUT_MS: 20_000,
    MAX_TARGETS: 100,
    READS_A_MINUTE: 60,
    SURVEY_EVERY: 3_600_000,
    PREFLIGHT: 'on',
    place: { endpoints: {} },
    TIMING: expect.objectContaining({
      submit_margin_ms: 5000,
      connection_idle_ms: 1000,
      token_margin_ms: 600_000,
      secret_ttl_ms: 300_000,
    }),
  });
});

test('an empty variable is an unset one', () => {
  expect(loadSettings({ HW_REGION_NAME: '', HW_TIMEOUT_MS: '', STAGE: '', TIMING: '' })).toEqual(
    loadSettings({}),
  );
});

test('TIMING overrides single values', () => {
  const { TIMING } = loadSettings({ TIMING: '{"token_margin_ms":0}' });
  expect(TIMING).toMatchObject({ token_margin_ms: 0, secret_ttl_ms: 300_000 });
});

test('the ends of a range belong to it', () => {
  const { HW_TIMEOUT_MS, TIMING } = loadSettings({
    HW_TIMEOUT_MS: '100',
    TIMING: '{"connection_idle_ms":5000}',
  });
  expect([HW_TIMEOUT_MS, TIMING.connection_idle_ms]).toEqual([100, 5000]);
  expect(loadSettings({ HW_TIMEOUT_MS: '120000' }).HW_TIMEOUT_MS).toBe(120_000);
});

test('a change of the environment is seen, and a mistake is not remembered', () => {
  expect(loadSettings({ HW_REGION_NAME: 'cn-north-4' }).place.region).toBe('cn-north-4');
  expect(() => loadSettings({ HW_REGION_NAME: '?' })).toThrow(Misconfigured);
  expect(() => loadSettings({ HW_REGION_NAME: '?' })).toThrow(Misconfigured);
  expect(loadSettings({ HW_REGION_NAME: 'cn-east-3' }).place.region).toBe('cn-east-3');
});

test.each([
  ['STAGE', 'local', ''],
  ['HW_REGION_NAME', 'cn-north-4', 'cn-east-3'],
  ['HW_PROJECT_ID', '0'.repeat(32), '1'.repeat(32)],
  ['HW_CLOUD', 'one.example.com', 'other.example.com'],
  ['HW_ENDPOINTS', '{"iam":"https://one.example.com"}', '{"iam":"https://other.example.com"}'],
  ['HW_TIMEOUT_MS', '1000', '2000'],
  ['HW_DOMAIN_NAME', 'one', 'other'],
  ['HW_USER_NAME', 'one', 'other'],
  ['HW_USER_PASSWORD', 'hunter2', 'hunter3'],
  ['HW_ACCESS_KEY', 'one', 'other'],
  ['HW_SECRET_KEY', 'hunter2', 'hunter3'],
  ['HW_SECURITY_TOKEN', 'hunter2', 'hunter3'],
  ['HW_CREDENTIALS_SECRET', 'one', 'other'],
  ['WEBHOOK_SENDERS', 'hunter2', 'hunter3'],
  ['WEBHOOK_SENDERS_SECRET', 'one', 'other'],
  ['CHANNELS', 'hunter2', 'hunter3'],
  ['CHANNELS_SECRET', 'one', 'other'],
  ['MAX_TARGETS', '1', '2'],
  ['READS_A_MINUTE', '1', '2'],
  ['LEDGER_TABLE', 'one', 'other'],
  ['FLEET_TABLE', 'one', 'other'],
  ['SURVEY_EVERY', 'PT1H', 'PT2H'],
  [
    'POLICY',
    '{"one":{"from":["queue:*"],"operations":["patch-databases"]}}',
    '{"other":{"from":["queue:*"],"operations":["patch-databases"]}}',
  ],
  ['OWN_SENDERS', 'one', 'other'],
  ['FLEETS_HASH', '0'.repeat(64), '1'.repeat(64)],
  ['CALENDAR_HASH', '0'.repeat(64), '1'.repeat(64)],
  ['QUEUE_URL', 'https://one.example.com/{operation}', 'https://other.example.com/{operation}'],
  ['DEAD_LETTER_QUEUE_URL', 'https://one.example.com/{operation}', 'https://other.example.com/{operation}'],
  ['EVENT_BUS', 'one', 'other'],
  ['PREFLIGHT', 'on', 'off'],
  ['TIMING', '{"look_ms":1000}', '{"look_ms":2000}'],
])('a change of %s is seen, and what did not change is checked once', (name, one, other) => {
  const settings = loadSettings({ [name]: one });
  expect(loadSettings({ [name]: one, PATH: 'x' })).toBe(settings);
  expect(loadSettings({ [name]: other })).not.toBe(settings);
  expect(loadSettings({ [name]: one })).toEqual(settings);
});

test.each([
  ['EVENT_BUS', 'x'.repeat(257)],
  ['LEDGER_TABLE', 'xy'],
  ['FLEET_TABLE', 'xy'],
  ['SURVEY_EVERY', 'PT14M'],
  ['SURVEY_EVERY', 'hunter2'],
  ['MAX_TARGETS', '0'],
  ['OWN_SENDERS', 'one, other'],
  ['FLEETS_HASH', 'hunter2'],
  ['CALENDAR_HASH', 'hunter2'],
  ['PREFLIGHT', 'hunter2'],
  ['POLICY', '{}'],
  ['POLICY', '{"few":{"from":["hunter2"],"operations":["patch-databases"]}}'],
])('the name of %s stands in what is said of %j', (name, value) => {
  const message = complaint({ [name]: value });
  expect(message).toMatch(new RegExp(`^wrong environment: ${name}\\b`));
  expect(message).not.toContain('hunter2');
  expect(message).not.toMatch(ZOD);
});

describe('a deployed stage', () => {
  const deployed = {
    STAGE: 'production',
    QUEUE_URL: 'https://sqs.example.com/1/{operation}',
    DEAD_LETTER_QUEUE_URL: 'https://sqs.example.com/1/{operation}-dead',
    HW_REGION_NAME: 'cn-north-4',
    HW_PROJECT_ID: '0'.repeat(32),
    HW_CREDENTIALS_SECRET: 'db-upkeep/credentials',
    LEDGER_TABLE: 'db-upkeep-ledger',
  };

  test('is taken when it is complete and holds no secret', () => {
    expect(loadSettings(deployed).deployed).toBe(true);
  });

  test.each([
    ['submit_margin_ms', 4999],
    ['lease_margin_ms', 9999],
    ['absence_margin_ms', 599_999],
    ['index_lag_ms', 1999],
    ['clock_skew_ms', 299_999],
    ['proof_ms', 599_999],
  ])('takes no shorter %s than usual, and a longer one', (name, short) => {
    const TIMING = (ms: number) => JSON.stringify({ [name]: ms });
    expect(complaint({ ...deployed, TIMING: TIMING(short) })).toMatch(
      new RegExp(`^STAGE production takes no shorter margins than usual: TIMING, ${name}$`),
    );
    expect(loadSettings({ ...deployed, TIMING: TIMING(short + 2) }).deployed).toBe(true);
    expect(loadSettings({ TIMING: TIMING(short) }).deployed).toBe(false);
  });

  test('is told at once all that it does not take', () => {
    const TIMING = '{"index_lag_ms":1,"submit_margin_ms":60000}';
    const message = complaint({ ...deployed, TIMING, HW_REGION_NAME: '', HW_USER_PASSWORD: 'hunter2' });
    expect(message.split('; ').map((sentence) => /index_lag_ms|60000|HW_\w+/.exec(sentence)?.[0])).toEqual([
      'index_lag_ms',
      '60000',
      'HW_REGION_NAME',
      'HW_USER_PASSWORD',
    ]);
  });

  test('leaves a function time for a login and a call', () => {
    expect(loadSettings({ ...deployed, HW_TIMEOUT_MS: '27500' }).HW_TIMEOUT_MS).toBe(27_500);
    expect(complaint({ ...deployed, HW_TIMEOUT_MS: '27501' })).toContain('HW_TIMEOUT_MS');
  });

  test.each(['LEDGER_TABLE', 'QUEUE_URL', 'DEAD_LETTER_QUEUE_URL', 'HW_REGION_NAME', 'HW_PROJECT_ID'])(
    'needs %s',
    (name) => {
      expect(complaint({ ...deployed, [name]: '' })).toMatch(
        new RegExp(`^STAGE production needs .*\\b${name}\\b`),
      );
    },
  );

  test.each(['HW_USER_PASSWORD', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN', 'WEBHOOK_SENDERS', 'CHANNELS'])(
    'takes no plain %s',
    (name) => {
      const message = complaint({ ...deployed, [name]: 'hunter2' });
      expect(message).toContain(name);
      expect(message).toContain('HW_CREDENTIALS_SECRET');
      expect(message).not.toContain('hunter2');
    },
  );

  test.each(['LOCAL', 'dev', 'local ', 'localhost', '0'])('is any STAGE but local, such as %j', (STAGE) => {
    expect(() => loadSettings({ ...deployed, STAGE, HW_USER_PASSWORD: 'hunter2' })).toThrow(
      /HW_USER_PASSWORD/,
    );
  });

  test.each([{}, { STAGE: 'local' }])('is not %j, which may hold plain secrets and no queue', (stage) => {
    expect(loadSettings({ ...stage, HW_USER_PASSWORD: 'hunter2' }).deployed).toBe(false);
  });
});
