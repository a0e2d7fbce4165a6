import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareSurvey, surveySummary } from '../../stand-in/rehearsal/fleet/compare-survey.ts';
import { type SurveyedPlaces, surveyTwoPlaces } from '../../stand-in/rehearsal/fleet/two-places.ts';
import { type Stage, startStage } from '../../stand-in/rehearsal/stage.ts';
import { type Built, built } from './built.ts';

let product: Built;
let stage: Stage;
let surveyed: SurveyedPlaces;

beforeAll(async () => {
  product = await built('build');
  const dist = product.bundle('');
  stage = await startStage({ dist });
  surveyed = await surveyTwoPlaces(stage, { dist });
}, 120_000);
afterAll(async () => {
  await stage?.close();
  product?.remove();
});

test('the built function reads two places whole, by one line a run, and a report tells of every target', () => {
  expect(compareSurvey(surveyed, stage.cloud)).toEqual([]);
  expect(surveySummary(surveyed)[0]).toMatch(
    /^Surveyed: 120 instances and \d+ proxies in 2 places, by \d+ reads in \d+ runs?\.$/,
  );
  for (const line of surveyed.lines) {
    expect(JSON.parse(line)).toMatchObject({ operation: 'survey-fleet', failed: 0, stuck: [] });
  }
});

test('a row that is missing, of another name or invented is told', () => {
  const [first, ...others] = surveyed.kept;
  const [row, ...rows] = first?.rows ?? [];
  if (!first || !row) throw new Error('nothing was surveyed');
  const withRows = (...changed: (typeof row)[]) =>
    compareSurvey({ ...surveyed, kept: [{ ...first, rows: [...changed, ...rows] }, ...others] }, stage.cloud);
  expect(withRows(row)).toEqual([]);
  expect(withRows()).toEqual(
    expect.arrayContaining([expect.stringContaining('no survey tells the project of')]),
  );
  expect(withRows({ ...row, name: 'another' })).toEqual([
    expect.stringContaining('no survey tells the name of'),
    expect.stringContaining('a survey invents the name of'),
  ]);
  expect(withRows(row, { ...row, target: `${row.target}x` })).toEqual(
    expect.arrayContaining([expect.stringContaining('a survey invents the project of')]),
  );
});
