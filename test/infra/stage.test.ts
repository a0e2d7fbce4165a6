import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import { compileSchedules } from '../../infra/schedules/compile-schedules.ts';
import { checkEnvironment, OPEN_POLICY } from '../../infra/stage/check-environment.ts';
import { environmentOf } from '../../infra/stage/environment-of.ts';
import { type Reading, readStage } from '../../infra/stage/read-stage.ts';
import { Undeployable } from '../../infra/undeployable.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { PLUGIN_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { thrownBy } from '../unit/thrown-by.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663' };
const SHA = '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b';
const LIST = JSON.stringify([{ sha_256: SHA, bucket: 'plug-ins', name: 'postgis 1.0' }]);
/** Without the policy and the schedules of whoever runs this. */
const folder = new URL('nothing/', import.meta.url);
const read = (given: Record<string, string>, name = 'prod', more: Reading = {}) =>
  readStage(name, given, { folder, ...more });
const faultsOr = (none: string, given: Record<string, string>) => {
  try {
    read(given);
    return none;
  } catch (error) {
    return (error as Undeployable).faults;
  }
};
const faultsOf = (...args: Parameters<typeof read>) => thrownBy(Undeployable, () => read(...args)).faults;

describe('a wrong variable stops the packaging as it would stop the functions', () => {
  const cases: readonly (readonly [name: string, value: string, ...faults: string[]])[] = [
    [
      'HW_REGION_NAME',
      'Singapore',
      'HW_REGION_NAME: expected a region id such as ap-southeast-1, got text of length 9',
    ],
    [
      'HW_PROJECT_ID',
      '1',
      'HW_PROJECT_ID: expected a project id of 32 letters and digits, got text of length 1',
    ],
    ['HW_CLOUD', 'cloud', 'HW_CLOUD: expected a domain such as myhuaweicloud.com, got text of length 5'],
    [
      'HW_ENDPOINTS',
      '{"iam":"http://evil"}',
      'HW_ENDPOINTS.iam: expected an https origin such as https://host (http only for a loopback host), got text of length 11',
    ],
    ['HW_TIMEOUT_MS', 'soon', 'HW_TIMEOUT_MS: expected a whole number from 100 to 120000, got no number'],
    [
      'HW_TIMEOUT_MS',
      '27501',
      'STAGE prod has functions of 60000 ms: twice HW_TIMEOUT_MS and submit_margin_ms are more',
    ],
    ['MAX_TARGETS', '0', 'MAX_TARGETS: expected a whole number from 1 to 10000, got 0'],
    ['PREFLIGHT', 'no', 'PREFLIGHT: expected on or off, got text of length 2'],
    ['TIMING', '{', 'TIMING: not valid JSON: the text ends at position 1, got text of length 1'],
    ['TIMING', '{"index_lag_ms":1}', 'STAGE prod takes no shorter margins than usual: TIMING, index_lag_ms'],
    [
      'PLUGIN_PACKAGES',
      '{',
      'PLUGIN_PACKAGES: expected a JSON list of packages: [{"sha_256":"…","bucket":"…","name":"…"}], got text of length 1',
    ],
    [
      'PLUGIN_PACKAGES',
      '[{"sha_256":"aa"}]',
      'PLUGIN_PACKAGES[0].sha_256: expected the SHA-256 of a package, 64 hex digits, got text of length 2',
      'PLUGIN_PACKAGES[0].bucket: expected the name of an OBS bucket, got nothing',
    ],
    [
      'PLUGIN_PACKAGES',
      LIST.replace('postgis', '${env:HOME}'),
      'PLUGIN_PACKAGES: expected no "${", which packaging would replace',
    ],
    [
      'FUNCTIONS_HTTPS_PROXY',
      'socks5://a:1080',
      'FUNCTIONS_HTTPS_PROXY: expected the URL of a proxy such as http://host:3128, got text of length 15',
    ],
    ...['upkeep:hunter2@a:3128', 'http://upkeep@a:3128', 'https://:hunter2@a'].map(
      (url): [string, string, string] => [
        'FUNCTIONS_HTTPS_PROXY',
        url,
        'FUNCTIONS_HTTPS_PROXY: expected no user and password in it, which every function would hold in plain: let the ' +
          'proxy admit them by address',
      ],
    ),
    ['POLICY', '{', 'POLICY: expected JSON, got "{"'],
    [
      'PEOPLE_EMAIL',
      'a@b.example, me',
      'PEOPLE_EMAIL[1]: expected e-mail addresses joined by blanks or commas, got "me"',
    ],
    [
      'QUEUE_WRITERS',
      'arn:aws:sts::123456789012:assumed-role/dba/me',
      'QUEUE_WRITERS[0]: expected ARNs of roles or users joined by blanks, without wildcards; that of a session ' +
        '(arn:aws:sts::…:assumed-role/…) is not that of its role, got "arn:aws:sts::123456789012:assumed-role/dba/me"',
    ],
  ];
  test.each(cases)('%s=%s', (name, value, ...faults) => {
    expect(faultsOf({ ...PLACE, [name]: value })).toEqual(faults);
  });

  test('the functions get a proxy of their own, and never that of whoever deploys', () => {
    const shell = { HTTPS_PROXY: 'http://me:pw@of-this-shell:3128', https_proxy: 'http://x', NO_PROXY: '*' };
    expect(read({ ...PLACE, ...shell }).environment).toMatchObject({ HTTPS_PROXY: '', NO_PROXY: '' });
    const theirs = { FUNCTIONS_HTTPS_PROXY: 'http://a:3128', FUNCTIONS_NO_PROXY: '.amazonaws.com' };
    expect(read({ ...PLACE, ...shell, ...theirs }).environment).toMatchObject({
      HTTPS_PROXY: 'http://a:3128',
      NO_PROXY: '.amazonaws.com',
    });
  });

  describe('more than Lambda takes, which measures the environment as JSON', () => {
    const rule = (n: number) => ({
      from: [`webhook:desk-${n}`],
      operations: ['patch-databases'],
      max_targets: n + 1,
    });
    const policyOf = (rules: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: rules }, (_, n) => [`rule ${n}`, rule(n)])));
    const packagesOf = (count: number) =>
      JSON.stringify(
        Array.from({ length: count }, (_, n) => ({ sha_256: SHA, bucket: 'plug-ins', name: `p ${n}` })),
      );
    const written = (given: Record<string, string>) => read(given).environment;

    test('is refused where names and values alone would do', () => {
      const given = { ...PLACE, POLICY: policyOf(21), PLUGIN_PACKAGES: packagesOf(10) };
      const { POLICY, ...rest } = given;
      const plain = Object.entries(environmentOf('prod', rest, POLICY))
        .flat()
        .join('');
      expect(plain.length).toBeLessThan(4096);
      expect(faultsOf(given)).toEqual([
        expect.stringMatching(
          /^environment: expected at most 4096 bytes as JSON, got 4\d\d\d, most of them in POLICY 2\d\d\d, PLUGIN_PACKAGES 1\d\d\d, /,
        ),
      ]);
    });

    test('to the byte, whichever variable it is', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(7), fc.nat(40), (rules, packages, over) => {
          const given = { ...PLACE, POLICY: policyOf(rules), PLUGIN_PACKAGES: packagesOf(packages) };
          const room =
            4096 - JSON.stringify(written({ ...given, HW_ENDPOINTS: '{"iam":"https://a"}' })).length;
          fc.pre(room > 40);
          const iam = (bytes: number) => JSON.stringify({ iam: `https://a${'b'.repeat(bytes)}` });
          expect(faultsOr('none', { ...given, HW_ENDPOINTS: iam(room - over) })).toBe('none');
          expect(faultsOr('none', { ...given, HW_ENDPOINTS: iam(room + 1 + over) })).toEqual([
            expect.stringContaining(`as JSON, got ${4097 + over},`),
          ]);
        }),
      );
    });
  });

  test.each([
    ['local', 'the stage local is for this machine: deploy under another name'],
    ['Prod', 'stage "Prod": expected 1 to 20 lower-case letters, digits and dashes, a letter first'],
  ])('or the stage %s, once', (name, fault) => {
    expect(faultsOf(PLACE, name)).toEqual([fault]);
  });

  test('all are told at once, those that bear on each other too', () => {
    const given = {
      HW_CLOUD: 'x',
      PLUGIN_PACKAGES: '{',
      POLICY: '{',
      TIMING: '{"proof_ms":10}',
      PREFLIGHT: '0',
    };
    const named = faultsOf({ ...given, QUEUE_WRITERS: 'me', HW_TIMEOUT_MS: '99000' }, 'Prod', {
      deploys: true,
    });
    expect(named.map((fault) => fault.split(':')[0])).toEqual([
      'stage "Prod"',
      'QUEUE_WRITERS[0]',
      'POLICY',
      'HW_CLOUD',
      'PREFLIGHT',
      'PLUGIN_PACKAGES',
      expect.stringContaining('takes no shorter margins'),
      expect.stringContaining('has functions of'),
      'HW_REGION_NAME',
      'HW_PROJECT_ID',
    ]);
  });
});

describe('without region and project', () => {
  test('a stage can be looked at, which names them, and not deployed', () => {
    expect(read({ ...PLACE, HW_PROJECT_ID: '' }).missing).toEqual(['HW_PROJECT_ID']);
    expect(read(PLACE, 'prod', { deploys: true }).missing).toEqual([]);
    expect(faultsOf({}, 'prod', { deploys: true })).toEqual([
      'HW_REGION_NAME: expected in the environment',
      'HW_PROJECT_ID: expected in the environment',
    ]);
  });
});

describe('what is read', () => {
  test('is what the functions have, empty variables unset, nothing of whoever packages besides', () => {
    const stage = read({
      ...PLACE,
      MAX_TARGETS: '7',
      PREFLIGHT: '',
      HW_USER_PASSWORD: 'a password of whoever packages',
      LEDGER_TABLE: 'other',
      PLUGIN_PACKAGES: LIST,
    });
    expect(stage.settings).toMatchObject({
      place: { region: PLACE.HW_REGION_NAME, project_id: PLACE.HW_PROJECT_ID },
      STAGE: 'prod',
      deployed: true,
      MAX_TARGETS: 7,
      PREFLIGHT: 'on',
      LEDGER_TABLE: 'db-upkeep-prod-ledger',
    });
    expect(stage.settings.HW_USER_PASSWORD).toBeUndefined();
    expect(stage.packages).toEqual([{ sha_256: SHA, bucket: 'plug-ins', name: 'postgis 1.0' }]);
  });

  test('is fit to run a deployed function', () => {
    expect(loadSettings(environmentOf('prod', PLACE, '')).deployed).toBe(true);
  });
});

describe('a schedule is checked in the environment of its function', () => {
  const install = (enabled = true) => `
plug-in:
  operation: install-kernel-plugin
  when: at(2030-01-12T03:00:00)
  enabled: ${enabled}
  intent:
    instance_id: ${PLUGIN_INSTANCE}
    plugin_name: postgis
    url: https://plug-ins.obs.ap-southeast-1.myhuaweicloud.com/Yukon.tar.gz
    sha_256: ${SHA}
`;
  const said = (given: Record<string, string>, text = install(), policy = '') => {
    const { mended } = checkEnvironment(environmentOf('prod', given, policy));
    const now = Date.parse('2026-11-21T12:00:00Z');
    try {
      compileSchedules([{ name: 'schedules.yml', text }], {
        ...{ catalog, settings: loadSettings(mended), stage: 'prod', now },
      });
      return 'nothing wrong';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const UNLISTED = new RegExp(
    `intent: it would be forbidden: .*PLUGIN_PACKAGES, field sha_256: ${SHA} is not on`,
  );

  test('where a package has to stand on the list', () => {
    expect(said(PLACE)).toMatch(UNLISTED);
    expect(said({ ...PLACE, PLUGIN_PACKAGES: '[]' })).toMatch(UNLISTED);
    expect(said({ ...PLACE, PLUGIN_PACKAGES: LIST.replace('plug-ins', 'others') })).toMatch(
      /PLUGIN_PACKAGES, field bucket: plug-ins is not where this package may lie/,
    );
    expect(said({ ...PLACE, PLUGIN_PACKAGES: LIST })).toBe('nothing wrong');
  });

  test('unless it is off, as it may be on in a stage with a list', () => {
    expect(said(PLACE, install(false))).toBe('nothing wrong');
  });

  test('in other clouds too', () => {
    const other = install().replace('myhuaweicloud.com', 'cloud.example.com');
    expect(said({ ...PLACE, PLUGIN_PACKAGES: LIST }, other)).toMatch(/intent\.url: expected an OBS host/);
    expect(said({ ...PLACE, PLUGIN_PACKAGES: LIST, HW_CLOUD: 'cloud.example.com' }, other)).toBe(
      'nothing wrong',
    );
  });

  test('and nothing is held against it that nobody can know while something else is wrong', () => {
    const elsewhere = install().replace('  intent:\n', '  intent:\n    region: eu-west-101\n');
    expect(said({ ...PLACE, PLUGIN_PACKAGES: '{' })).toBe('nothing wrong');
    expect(said({ PLUGIN_PACKAGES: LIST }, elsewhere)).toBe('nothing wrong');
    expect(said({ ...PLACE, HW_REGION_NAME: '?', PLUGIN_PACKAGES: LIST }, elsewhere)).toBe('nothing wrong');
    expect(said({ ...PLACE, PLUGIN_PACKAGES: LIST }, elsewhere, OPEN_POLICY)).toBe('nothing wrong');
    expect(said({ ...PLACE, PLUGIN_PACKAGES: LIST }, elsewhere)).toMatch(/eu-west-101 is not allowed/);
    expect(said({})).toMatch(UNLISTED);
  });
});
