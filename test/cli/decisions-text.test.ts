import { expect, test } from '@jest/globals';
import { decisionsText } from '../../cli/words/decisions-text.ts';
import { catalog } from '../../functions/catalog.ts';
import { compileFleets } from '../../infra/fleets/compile-fleets.ts';
import type { Schedule } from '../../infra/schedules/check-schedule.ts';
import { readStage, type Stage } from '../../infra/stage/read-stage.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { fleetText } from '../fleet/example.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const SHA = '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b';
const WRITERS = ['arn:aws:iam::123456789012:role/dba', 'arn:aws:iam::123456789012:user/desk'];

/** Without the policy and the schedules of whoever runs this. */
const NOWHERE = new URL('nothing/', import.meta.url);

const schedule = (name: string, when: string, more: Partial<Schedule> = {}): Schedule => ({
  ...{ name, when, operation: 'patch-databases', time_zone: 'UTC', enabled: true, maxAgeS: 3600 },
  ...{ intent: { instance_ids: PATCH_INSTANCES }, place: 'schedules.yml:1', lifted: [] },
  work: { region: '', project: '', targets: [], instances: [], sent_after: 0, begins_after: 0, lasts: 0 },
  ...more,
});
const fleets = compileFleets(
  [
    {
      name: 'fleets.yml',
      text:
        fleetText({ plan: "{ when: 'cron(0 8 4 * ? *)' }" }, 'monthly') +
        fleetText({ plan: undefined }, 'fix'),
    },
  ],
  { operations: catalog, now: NOW },
);
const page = (given: Record<string, string>, made: Partial<Stage> = {}, width = 200) =>
  decisionsText({ ...readStage('prod', given, { folder: NOWHERE }), ...made }, 'eu-west-1', NOW, width);

test('of a stage for which nothing was decided says what that means, and that it would do nothing', () => {
  expect(page({})).toBe(`\
stage           prod, in eu-west-1 of AWS
cloud           region MISSING, project MISSING
told by e-mail  nobody (PEOPLE_EMAIL)
policy          none: whoever gets in may ask for everything but install-kernel-plugin by webhook, roll-back-hotfix by queue or webhook
plug-ins        none: no plug-in will be installed (PLUGIN_PACKAGES)
queue writers   none but the stack's own functions (QUEUE_WRITERS)
preflight       on
timing          as usual
fleets          none (fleets.yml)
calendar        none (calendar.yml)
schedules       none is on

NOT DEPLOYABLE without HW_REGION_NAME and HW_PROJECT_ID: its functions would refuse everything.
`);
});

test('of a stage for which everything was decided shows each decision', () => {
  const rule = (operation: string) => ({ from: ['webhook:desk'], operations: [operation] });
  const given = {
    HW_REGION_NAME: 'ap-southeast-1',
    HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663',
    HW_ENDPOINTS: '{"iam":"https://iam.example.com"}',
    MAX_TARGETS: '7',
    HTTPS_PROXY: 'http://of-this-shell:3128',
    FUNCTIONS_HTTPS_PROXY: 'http://proxy.example.com:3128',
    FUNCTIONS_NO_PROXY: '.amazonaws.com',
    PEOPLE_EMAIL: 'dba@example.com',
    POLICY: JSON.stringify({
      'desk patches': rule('patch-databases'),
      proxies: rule('upgrade-proxy-version'),
    }),
    PLUGIN_PACKAGES: JSON.stringify([
      { sha_256: SHA, bucket: 'plug-ins', name: 'postgis 1.0' },
      { sha_256: SHA, bucket: 'others' },
    ]),
    QUEUE_WRITERS: WRITERS.join(' '),
    PREFLIGHT: 'off',
    TIMING: '{"look_ms":1000,"job_within_ms":{"patch-databases":7200000}}',
  };
  const schedules = [
    schedule('weekly', 'cron(0 2 ? * SUN *)', { time_zone: 'Europe/Berlin' }),
    schedule('often', 'rate(7 days)'),
    schedule('once', 'at(2030-01-05T03:00:00)', { time_zone: 'Asia/Singapore' }),
    schedule('fixed', 'rate(30 days)', {
      operation: 'schedule-hotfix-upgrade',
      intent: { instance_ids: [HOTFIX_INSTANCES[0]], target_version: '3.208.0.6' },
    }),
    schedule('later', 'rate(1 day)', { enabled: false }),
  ];
  const both = `${PATCH_INSTANCES[0]}, ${PATCH_INSTANCES[1]}`;
  const night = { days: 'every', from: '22:00', for: 'PT4H', time_zone: 'UTC' } as const;
  const freeze = { from: '2026-12-18T18:00', to: '2027-01-04T06:00', time_zone: 'UTC', because: 'x' };
  const calendar = {
    ...{ windows: { night }, freezes: { 'year-end': freeze, audit: freeze } },
    never_together: [],
  };
  const warnings = ['schedules.yml:1: fixed: it repeats', 'schedules.yml:2: weekly: it meets'];
  expect(page(given, { schedules, fleets, calendar, warnings })).toBe(`\
stage           prod, in eu-west-1 of AWS
cloud           region ap-southeast-1, project 0483b6b16e954cb88930a360d2c4e663
                HW_ENDPOINTS {"iam":"https://iam.example.com"}
                MAX_TARGETS 7
                HTTPS_PROXY http://proxy.example.com:3128
                NO_PROXY .amazonaws.com
told by e-mail  dba@example.com
policy          2 rules: desk patches, proxies
plug-ins        postgis 1.0: ${SHA} in the bucket plug-ins
                ${SHA} in the bucket others
queue writers   ${WRITERS[0]}
                ${WRITERS[1]}
preflight       OFF: sent without looking first (PREFLIGHT)
timing          look_ms 1000, usually 120000
                job_within_ms of patch-databases 7200000
fleets          monthly: patch-databases; planned cron(0 8 4 * ? *)
                fix: patch-databases; planned by a person
calendar        windows night
                freezes year-end, audit
schedules       4 on
  weekly        patch-databases of ${both}
                cron(0 2 ? * SUN *): Sun 2026-11-22 02:00, Sun 2026-11-29 02:00, Sun 2026-12-06 02:00 (Europe/Berlin)
  often         patch-databases of ${both}
                rate(7 days): counted from when it is deployed or turned on
  once          patch-databases of ${both}
                at(2030-01-05T03:00:00): Sat 2030-01-05 03:00 (Asia/Singapore)
  fixed         schedule-hotfix-upgrade of ${HOTFIX_INSTANCES[0]}
                rate(30 days): counted from when it is deployed or turned on
  later         off: patch-databases
warnings        schedules.yml:1: fixed: it repeats
                schedules.yml:2: weekly: it meets
`);
  const narrow = page(given, { schedules }, 80).split('\n');
  expect(narrow.filter((line) => line.length > 80)).toEqual([]);
  expect(narrow.join('\n')).toContain(`
  weekly        patch-databases of ${PATCH_INSTANCES[0]},
                ${PATCH_INSTANCES[1]}
                cron(0 2 ? * SUN *): Sun 2026-11-22 02:00, Sun 2026-11-29 02:00,
                Sun 2026-12-06 02:00 (Europe/Berlin)
`);
});
