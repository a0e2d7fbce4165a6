import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { checkSchedule } from '../../infra/schedules/check-schedule.ts';
import { fixedVersions } from '../../infra/schedules/fixed-versions.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import type { Example } from '../../shared/terms/operation.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

/** A checked schedule with the intent of an operation's page, started two hours after it fires where it starts some time. */
async function scheduled(operation: string, when: string, enabled = true, more: object = {}) {
  const { examples } = (await import(`../../functions/${operation}/examples.ts`)) as { examples: Example[] };
  const [{ intent, region, project_id } = { intent: {}, region: '', project_id: '' }] = examples;
  const start = 'start_time' in intent ? { start_time: 'PT2H' } : {};
  const fields = { operation, when, enabled, intent: { ...intent, ...start, ...more, region, project_id } };
  const settings = loadSettings({ HW_REGION_NAME: region, HW_PROJECT_ID: project_id });
  const checked = checkSchedule(
    { name: 'monthly', fields, place: 'schedules.yml:1', told: () => '' },
    { catalog, settings, stage: 'prod', now: NOW },
  );
  if (!('maxAgeS' in checked)) throw new Error(JSON.stringify(checked));
  return checked;
}

describe('a schedule', () => {
  test.each([
    ['schedule-hotfix-upgrade', 'target_version'],
    ['upgrade-proxy-version', 'source_version and target_version'],
    ['install-kernel-plugin', 'sha_256'],
  ])('of %s that repeats is told that it changes nothing from the second run on', async (name, fields) => {
    const warning = `it repeats with the same ${fields}: from the second run on it changes nothing`;
    expect(fixedVersions(await scheduled(name, 'rate(30 days)'), catalog)).toBe(warning);
    expect(fixedVersions(await scheduled(name, 'cron(0 20 ? * TUE#2 *)'), catalog)).toBe(warning);
    expect(fixedVersions(await scheduled(name, 'at(2027-01-05T03:00:00)'), catalog)).toBeUndefined();
    expect(fixedVersions(await scheduled(name, 'rate(30 days)', false), catalog)).toBeUndefined();
  });

  test('that takes whatever is newest may repeat', async () => {
    expect(fixedVersions(await scheduled('patch-databases', 'rate(30 days)'), catalog)).toBeUndefined();
  });

  test('that expects one version again and again is told so', async () => {
    const more = { expects: { from: '1.7' } };
    expect(fixedVersions(await scheduled('patch-databases', 'rate(30 days)', true, more), catalog)).toBe(
      'it repeats with the same expects: from the second run on it changes nothing',
    );
  });

  test.each(catalog)('of $name names fields that it has', (operation) => {
    for (const field of operation.pins ?? []) {
      const { error } = operation.request.safeParse({ [field]: null });
      expect(error?.issues.filter(({ code }) => code === 'unrecognized_keys')).toEqual([]);
    }
  });
});
