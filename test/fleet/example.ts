import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';

/** The smallest fleet that is of use, each field on a line of its own from line 2 on. */
const FIELDS = {
  select: '{ tags: { env: test } }',
  take: '{ patch-databases: { min_age: P7D } }',
  plan: "{ when: 'cron(0 8 ? * MON#1 *)', time_zone: Europe/Dublin }",
  approval: "{ by: ['queue:AROAEXAMPLELEAD0001:*'] }",
  waves: '{ first: { tags: { wave: canary } }, others: { rest: true } }',
  windows: '[own]',
};

/** That fleet with some fields written otherwise, or left out; others follow at the end. */
export const fleetText = (
  changes: Readonly<Record<string, string | undefined>> = {},
  name = 'gemini',
): string =>
  [
    `${name}:`,
    ...Object.entries({ ...FIELDS, ...changes }).flatMap(([field, value]) =>
      value === undefined ? [] : [`  ${field}: ${value}`],
    ),
    '',
  ].join('\n');

/** A fleet, `monthly`, that says everything that one can say. */
export const EVERY_FIELD = `monthly:
  select:
    places: [{ region: tr-west-1, project: 0483b6b16e954cb88930a360d2c4e663 }]
    tags: { upkeep: [monthly, 'm*'] }
    names: ['*-prod']
    engines: [GaussDB, InfluxDB, 'new-*']
    current: ['1.7', 'V2.0-3.208.*', '>=2.23 <2.24']
    enterprise_projects: ['0', 0aad99bc-f5f6-4f78-8404-c598d76b0ed2]
    ids: [${PATCH_INSTANCES[0]}]
    leave_out: { names: ['*-sandbox-*'], tags: { env: dev } }
  max_targets: 150
  take:
    schedule-hotfix-upgrade: { versions: ['3.208.0.7', 'V2.0-3.208.0.8'], min_age: P14D, never: ['V2.0-3.208.0.9'] }
    upgrade-proxy-version: { versions: latest, min_age: PT0S }
  plan: { good_for: P21D }
  approval: { waves: [prod], by: ['queue:AROALEAD:*', 'webhook:change-desk'], needs: 2 }
  waves:
    canary: { names: ['a*'], leave_out: { ids: [${PATCH_INSTANCES[0]}] }, at_once: 10%, stop_after: 20%, bake: P2D }
    prod: { rest: true, ramp: [1, 5], at_once: 8, stop_after: 2, enough: 95% }
  windows: [own]
  holds: { tag: hold, longest: P30D }
  owner: tag:team
  overdue: P45D
  tell: { ahead: [P2D], to: [people, dba-chat] }
  once: true
  because: 'CVE-2027-0042; ticket SEC-311'
`;
