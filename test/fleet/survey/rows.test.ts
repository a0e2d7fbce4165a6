import { expect, test } from '@jest/globals';
import * as rows from '../../../shared/fleet/survey/rows.ts';
import { rowsKey } from '../../../shared/terms/row-key.ts';

const survey = { service: 'gaussdb', region: 'ap-southeast-1', project: 'p' } as const;

test('what stands in the table is found by the keys that it was written under', () => {
  expect({
    rows: rowsKey(survey),
    survey: rows.surveyKey(survey),
    head: rows.HEAD,
    page: rows.pageKey(1_730_253_600_000, 7),
    seen: rows.seenKey('gaussdb', 'ap-southeast-1', 'GaussDB'),
  }).toEqual({
    rows: 'place#gaussdb#ap-southeast-1#p',
    survey: 'survey#gaussdb#ap-southeast-1#p',
    head: 'head',
    page: 'page#1730253600000#000007',
    seen: 'seen#gaussdb#ap-southeast-1#GaussDB',
  });
});

test('pages sort by their pass, then as they were met', () => {
  const keys = [
    rows.pageKey(999_999_999_999, 100_000),
    rows.pageKey(1_000_000_000_000, 2),
    rows.pageKey(1_000_000_000_000, 10),
    rows.pagesOfPass(1_000_000_000_001),
  ];
  expect(keys.toSorted()).toEqual(keys);
});
