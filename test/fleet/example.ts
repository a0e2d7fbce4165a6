/** The smallest fleet that is of use, each field on a line of its own from line 2 on. */
const FIELDS = {
  select: '{ tags: { env: test } }',
  take: '{ patch-databases: { min_age: P7D } }',
  plan: "{ when: 'cron(0 8 ? * MON#1 *)', time_zone: Europe/Dublin }",
  approval: "{ by: ['queue:AROAEXAMPLELEAD0001:*'] }",
  waves: '{ first: { tags: { wave: canary } }, others: { rest: true } }',
  windows: '[night]',
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
