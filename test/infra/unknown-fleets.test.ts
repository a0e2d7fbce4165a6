import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readStage } from '../../infra/stage/read-stage.ts';
import { fleetText } from '../fleet/example.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663' };
const FIX = '{ tags: { stage: [canary] }, bake: PT0S }';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  writeFileSync(
    join(folder, 'fleets.yml'),
    fleetText({ windows: '[own]', waves: `{ canary: ${FIX}, prod: { rest: true } }` }, 'monthly'),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const warned = (policy: string) => {
  writeFileSync(join(folder, 'policy.yml'), policy);
  return readStage('prod', PLACE, { folder: pathToFileURL(`${folder}/`) }).warnings;
};

test('a policy that names a fleet or a wave that is not there is packaged with a warning that names what may be meant', () => {
  expect(
    warned(`brought:
  from: ['fleet:montly']
  operations: [patch-databases]
leads:
  from: ['queue:AROAEXAMPLELEAD0001:*']
  plan: ['monthly/*']
  approve: [monthly/canary, monthly/prd]
  stop: ['weekly/*']
`),
  ).toEqual([
    'policy.yml: brought: from: fleet:montly: there is none in fleets.yml; did you mean monthly?',
    'policy.yml: leads: approve: monthly/prd: there is none in fleets.yml; did you mean monthly/prod?',
    'policy.yml: leads: stop: weekly/*: there is none in fleets.yml',
  ]);
});

test('one whose names and wildcards fit some is packaged without a word', () => {
  expect(
    warned(`brought:
  from: ['fleet:*']
  operations: [patch-databases]
leads:
  from: ['queue:AROAEXAMPLELEAD0001:*']
  plan: ['*/*']
  steer: [monthly/prod]
`),
  ).toEqual([]);
});
