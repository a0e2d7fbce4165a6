import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { bundleFleets, hashOfFleets } from '../../infra/fleets/bundle-fleets.ts';
import { compileFleets } from '../../infra/fleets/compile-fleets.ts';
import { environmentOf } from '../../infra/stage/environment-of.ts';
import { readStage } from '../../infra/stage/read-stage.ts';
import { Undeployable } from '../../infra/undeployable.ts';
import { bundledFleets } from '../../shared/fleet/bundled.ts';
import { placed } from '../../shared/fleet/placed.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { thrownBy } from '../unit/thrown-by.ts';
import { fleetText } from './example.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663' };
const fleetsIn = (text: string) =>
  compileFleets([{ name: 'fleets.yml', text }], { operations: catalog, now: 0 });
const fleets = fleetsIn(fleetText());

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  for (const [name, input] of [
    ['steer', 'shared/fleet/bundled.ts'],
    ['patch', 'shared/fleet/fleet.ts'],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, `${name}.meta.json`), JSON.stringify({ inputs: { [input]: {} } }));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dist = () => pathToFileURL(`${folder}/`);
const beside = (name: string) => pathToFileURL(`${folder}/${name}/`);

test('the fleets lie beside the functions that read them, which take no others', async () => {
  expect(bundleFleets(fleets, dist())).toEqual(['steer']);
  expect(existsSync(join(folder, 'patch/fleets.json'))).toBe(false);
  // As a deployed function has it.
  const settings = loadSettings(environmentOf('prod', PLACE, '', { fleets: hashOfFleets(fleets) }));
  expect(settings.FLEETS_HASH).toMatch(/^[0-9a-f]{64}$/);
  // Whoever names no place means the configured one, and never all that there are.
  const places = [{ region: PLACE.HW_REGION_NAME, project: PLACE.HW_PROJECT_ID }];
  const { gemini } = fleets;
  expect(await bundledFleets(settings, beside('steer'))).toEqual({
    gemini: { ...gemini, select: { ...gemini?.select, places } },
  });

  const file = join(folder, 'steer/fleets.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"at_once":1', '"at_once":9'));
  await expect(bundledFleets(settings, beside('steer'))).rejects.toThrow(
    'fleets.json is not the one of FLEETS_HASH: package and deploy again',
  );
  await expect(bundledFleets(settings, beside('patch'))).rejects.toThrow(
    'fleets.json is not beside the function: package and deploy again',
  );
});

test('a fleet that names its places keeps them, and one that names none needs the configured one', () => {
  const places = [{ region: 'tr-west-1', project: '1'.repeat(32) }];
  const own = fleetsIn(fleetText({ select: `{ names: ['*'], places: ${JSON.stringify(places)} }` }));
  expect(placed(own, { region: 'ap-southeast-1', project_id: '0'.repeat(32) })).toEqual(own);
  expect(placed(own, {})).toEqual(own);
  expect(() => placed(fleets, { region: 'ap-southeast-1' })).toThrow(
    'fleet gemini names no places: it needs HW_REGION_NAME and HW_PROJECT_ID',
  );
});

test('a stage without fleets has no hash, and no file of another stage', async () => {
  bundleFleets(fleets, dist());
  bundleFleets({}, dist());
  expect(existsSync(join(folder, 'steer/fleets.json'))).toBe(false);
  const settings = loadSettings(environmentOf('prod', PLACE, '', { fleets: hashOfFleets({}) }));
  expect(settings.FLEETS_HASH).toBeUndefined();
  expect(await bundledFleets(settings, beside('steer'))).toEqual({});
});

test('the hash is of what the file means', () => {
  const spaced = `# a comment\n${fleetText({ windows: '[ own ]', max_targets: '200' })}`;
  expect(hashOfFleets(fleetsIn(spaced))).toBe(hashOfFleets(fleets));
  expect(hashOfFleets(fleetsIn(fleetText({ max_targets: '201' })))).not.toBe(hashOfFleets(fleets));
});

test('a stage is read with its fleets, and not deployed with wrong ones', () => {
  const own = join(folder, 'stage');
  mkdirSync(own, { recursive: true });
  const read = (over: string) => {
    writeFileSync(join(own, 'fleets.yml'), fleetText());
    writeFileSync(join(own, 'fleets.prod.yml'), over);
    return readStage('prod', PLACE, { folder: pathToFileURL(`${own}/`) });
  };
  const stage = read('gemini: { max_targets: 7 }\n');
  expect([stage.fleets.gemini?.max_targets, stage.environment.FLEETS_HASH]).toEqual([
    7,
    hashOfFleets(stage.fleets),
  ]);
  expect(thrownBy(Undeployable, () => read('gemini: { max_target: 7 }\n')).faults).toEqual([
    'fleets.prod.yml:1: gemini: max_target: is not a field of a fleet: did you mean max_targets?',
  ]);
});
