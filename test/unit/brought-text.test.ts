import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from '../../shared/terms/delivery.ts';
import type { Report } from '../../shared/terms/report.ts';
import { runQueue } from '../../shared/triggers/queue.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { faultsIn, operationNamed, read, settings } from './intent-cases.ts';

const [ID] = PATCH_INSTANCES;
const operation = operationNamed('patch-databases');
const right = JSON.stringify({ instance_ids: [ID] });

/** What a queue message's body is read as; the pipeline itself is left out. */
async function delivered(body: string): Promise<Delivery> {
  let came: Delivery | undefined;
  const run = async (delivery: Delivery) => {
    came = delivery;
    return { status: 'accepted', outcomes: [] } as unknown as Report;
  };
  const message = { id: 'm', body, attributes: {}, times: 1 };
  await runQueue(operation, run, [message], { id: 'run', remaining: () => 1000 }, settings);
  if (!came) throw new Error('nothing was run');
  return came;
}
const faultsOfBody = async (body: string) => {
  const { intent, unreadable } = await delivered(body);
  return faultsIn(operation, intent, settings, { unreadable });
};

describe("a queue message's body", () => {
  test.each([
    ['a comma too many', `{"instance_ids":["${ID}"],}`, '', 'not valid JSON: unexpected "}" at position 57'],
    ['NaN', '{"instance_ids":NaN}', '', 'not valid JSON: unexpected "N" at position 16'],
    ['a key twice', `{"instance_ids":["${ID}"],"instance_ids":[]}`, 'instance_ids', 'stands there twice'],
  ])('with %s says where', async (_, body, path, message) => {
    expect(await faultsOfBody(body)).toEqual([{ path, message }]);
  });

  test('that was encoded twice says so', async () => {
    expect(await faultsOfBody(JSON.stringify(right))).toEqual([
      {
        path: '',
        message: expect.stringMatching(/got ".*" \(JSON inside a string: send the object itself\)$/),
      },
    ]);
  });

  test('may begin with a byte order mark', async () => {
    expect(await faultsOfBody(`\uFEFF${right}`)).toEqual([]);
  });
});

describe('free text', () => {
  test('of a reason may have several lines', () => {
    const line = fc.stringMatching(/^[A-Za-z0-9 ]{0,20}$/);
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 2, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\t'),
        (lines, by) => {
          const reason = lines.join(by);
          expect(read(operation, { instance_ids: [ID], reason }).written).toMatchObject({ reason });
        },
      ),
    );
  });

  test.each(['change_id', 'requested_by', 'reason'])('of %s has a character at least', (field) => {
    expect(faultsIn(operation, { instance_ids: [ID], [field]: '' })).toEqual([
      { path: field, message: 'expected at least one character, got ""' },
    ]);
  });

  test.each(['change_id', 'requested_by'])('of %s stays on its line', (field) => {
    expect(faultsIn(operation, { instance_ids: [ID], [field]: 'a\nb' })).toHaveLength(1);
  });
});
