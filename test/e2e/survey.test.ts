import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareSurvey, surveySummary } from '../../stand-in/rehearsal/fleet/compare-survey.ts';
import { type SurveyedPlaces, surveyTwoPlaces } from '../../stand-in/rehearsal/fleet/two-places.ts';
import { type Stage, startStage } from '../../stand-in/rehearsal/stage.ts';
import { type Built, built } from './built.ts';

/** At which of its requests to AWS each run is killed, every other time with the request carried out and its answer lost. */
const KILLS = [1, 9, 17, 26, 38, 55, 80, 120, 170, 230];

let product: Built;
let dist: string;
let stage: Stage;
let surveyed: SurveyedPlaces;

beforeAll(async () => {
  product = await built('build');
  dist = product.bundle('');
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

/** What a row says but for the times at which something was first seen. */
const timeless = ({ kept }: SurveyedPlaces) =>
  kept
    .flatMap(({ rows }) => rows)
    .map(({ first_offered, holds = {}, ...row }) => ({
      ...row,
      offered_since_some_time: Object.keys(first_offered).sort(),
      holds: Object.entries(holds).map(([tag, { value }]) => [tag, value]),
    }))
    .toSorted((one, other) => (one.target < other.target ? -1 : 1));

test('killed again and again, each run minutes after the one before, it reads the same in the end', async () => {
  let killed = 0;
  let asked = 0;
  let running: { kill(): void } | undefined;
  const strikes = (userAgent: string, after: boolean) => {
    if (!userAgent.includes('app/survey-fleet')) return true;
    const [at, late] = [KILLS[killed], killed % 2 === 1];
    if (!after) asked += 1;
    if (at === undefined || asked < at || late !== after) return true;
    killed += 1;
    asked = 0;
    running?.kill();
    return false;
  };
  const other = await startStage({
    dist,
    watch: {
      before: ({ userAgent }) => strikes(userAgent, false),
      after: ({ userAgent }) => strikes(userAgent, true),
    },
  });
  try {
    const struck = await surveyTwoPlaces(other, {
      dist,
      strike: (_run, survey) => {
        running = survey;
        asked = 0;
      },
    });
    // Where the last would strike the work may be done.
    expect(killed).toBeGreaterThanOrEqual(KILLS.length - 2);
    expect(compareSurvey(struck, other.cloud)).toEqual([]);
    expect(timeless(struck)).toEqual(timeless(surveyed));
  } finally {
    await other.close();
  }
}, 120_000);
