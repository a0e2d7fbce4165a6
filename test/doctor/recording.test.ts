import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSubjects } from '../../cli/commands/cloud/subjects.ts';
import { isField, membersOf } from '../../shared/doctor/compare.ts';
import { documentedOf } from '../../shared/doctor/examine.ts';
import { pseudonyms } from '../../shared/doctor/pseudonyms.ts';
import { recordingOf } from '../../shared/doctor/recording.ts';
import type { Documented, Field, Shape } from '../../shared/terms/documented.ts';
import type { Exchange } from '../../shared/terms/inspection.ts';
import { dig } from '../../shared/values/json/dig.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import { examineStage } from './examined.ts';

const all = documentedOf(await readSubjects());
const KEY = Buffer.alloc(32, 7);

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const word = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'),
  minLength: 6,
  maxLength: 12,
});

/** What is the customer's, in all its forms. */
const secret: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(hex(32), fc.constantFrom('in14', 'in07', 'in13', 'po01', 'no06', ''))
    .map(([id, suffix]) => `${id}${suffix}`),
  fc.uuid(),
  fc.tuple(word, word).map(([one, other]) => `${one}-${other}`),
  fc.tuple(word, fc.nat(999)).map(([one, number]) => `Prod_${one}${number}`),
  fc.ipV4().filter((ip) => ip.length > 9),
  fc.ipV6().filter((ip) => ip.length > 9),
  fc.tuple(word, word).map(([one, other]) => `${one}@${other}.example.com`),
  fc.tuple(word, word).map(([one, other]) => `https://${one}.${other}.example.com:8443/path?token=${other}`),
  fc.constantFrom('销售数据库主实例', 'Бухгалтерия', '🐘🐘🐘 orders'),
  fc.base64String({ minLength: 24, maxLength: 60 }).filter((text) => /[a-z0-9]{6}/i.test(text)),
);

interface Made {
  readonly body: unknown;
  readonly secrets: readonly string[];
}

/** A body of a shape, with something of the customer's in every field that may hold such, in new fields and as new names. */
const bodyOf = (shape: Shape): fc.Arbitrary<Made> =>
  fc
    .record({
      members: fc.tuple(
        ...membersOf(shape).map(({ name, list, inner }) =>
          fc.tuple(secret, isField(inner) ? fieldOf(inner) : bodyOf(inner)).map(([key, made]) => ({
            name: name === '*' ? key : name,
            body: list ? [made.body] : made.body,
            secrets: [...made.secrets, ...(name === '*' ? [key] : [])],
          })),
        ),
      ),
      fresh: secret,
      key: secret,
    })
    .map(({ members, fresh, key }) => ({
      body: {
        ...Object.fromEntries(members.map(({ name, body }) => [name, body])),
        brand_new: fresh,
        new_map: { [key]: fresh, list: [fresh, { deep: key }] },
      },
      secrets: [...members.flatMap(({ secrets }) => secrets), fresh, key],
    }));

const fieldOf = ({ is, words, time, plain }: Field): fc.Arbitrary<Made> => {
  const own = (value: unknown): Made => ({ body: value, secrets: [] });
  if (words) return fc.constantFrom(...words).map(own);
  if (time) return fc.constant(own('2021-07-12T09:22:04+0800'));
  if (is.includes('number')) return fc.nat(99999).map(own);
  if (is.includes('boolean')) return fc.boolean().map(own);
  if (plain) return fc.constantFrom('3.208.0.6', 'ULTRAHIGH', 'BACKING UP', '18:00-22:00', '60%').map(own);
  const held = secret.map((text): Made => ({ body: text, secrets: [text] }));
  if (!is.includes('object')) return held;
  return fc
    .tuple(secret, secret)
    .map(([key, text]): Made => ({ body: { [key]: text }, secrets: [key, text] }));
};

const exchangeOf = (place: Documented, body: unknown, id: string): Exchange => {
  const [method = '', path = ''] = place.route.split(' ');
  return {
    service: place.service,
    method,
    path: path.replace(/\{\w+\}/g, id),
    query: { limit: '50', id },
    sent_at: 0,
    ms: 1,
    status: 200,
    headers: { 'content-type': 'application/json', 'x-subject-token': id, server: id, 'x-request-id': id },
    body,
  };
};

const recorded = (exchanges: readonly Exchange[], own: readonly string[] = []) =>
  recordingOf(exchanges, all, { key: KEY, region: 'ap-southeast-1', own });

/** Pieces of a text by which it would be known again. */
const telling = (text: string) => text.match(/[\p{L}\p{N}\p{M}]{6,}|\p{Extended_Pictographic}+/gu) ?? [];
const VENDORS = new Set(JSON.stringify(all).match(/[\p{L}\p{N}]+/gu));

describe('a recording', () => {
  const cases = fc
    .constantFrom(...all)
    .chain((place) => fc.record({ place: fc.constant(place), made: bodyOf(place.body), id: fc.uuid() }));

  test('holds no id, name, address, text or secret of the customer, in no file and under no key', () => {
    fc.assert(
      fc.property(fc.array(cases, { minLength: 1, maxLength: 3 }), (some) => {
        const { files } = recorded(some.map(({ place, made, id }) => exchangeOf(place, made.body, id)));
        const text = JSON.stringify(files);
        for (const { made, id } of some) {
          for (const piece of [...made.secrets, id].flatMap(telling)) {
            if (!VENDORS.has(piece)) expect([piece, text.includes(piece)]).toEqual([piece, false]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('calls the same thing the same everywhere, and two things not the same', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          hex(32).map((id) => `${id}in14`),
          { minLength: 2, maxLength: 8 },
        ),
        (ids) => {
          const list = all.find(
            ({ service, route }) => service === 'gaussdb' && route.endsWith('/instances'),
          );
          const tasks = all.find(({ route }) => route.endsWith('/schedule-tasks'));
          if (!list || !tasks) throw new Error('no such shapes');
          const { files } = recorded([
            exchangeOf(list, { instances: ids.map((id) => ({ id, name: `db of ${id}` })) }, 'p'.repeat(32)),
            exchangeOf(tasks, { tasks: ids.map((instance_id) => ({ instance_id })) }, 'p'.repeat(32)),
          ]);
          const [first, second] = files.map(
            ({ content }) => (content.replies[0] as { body: Record<string, object[]> }).body,
          );
          const listed = (first?.instances ?? []) as { id: string; name: string }[];
          const named = (second?.tasks ?? []) as { instance_id: string }[];
          expect(listed.map(({ id }) => id)).toEqual(named.map(({ instance_id }) => instance_id));
          expect(new Set(listed.map(({ id }) => id)).size).toBe(ids.length);
          for (const { id, name } of listed) {
            expect(id).toMatch(/^[0-9a-f]{32}in14$/);
            expect(name).toMatch(new RegExp(`^[a-z]{2} [a-z]{2} ${id}$`));
          }
        },
      ),
    );
  });

  test('keeps what is the vendor’s: words, versions, times, numbers, paging and the path’s own names', async () => {
    // With a gate that counts alarms, without which Cloud Eye is not asked.
    const { recorder } = await examineStage({
      gates: [{ region: 'ap-southeast-1', project: LIVED_IN }],
    });
    const { files } = recorded(recorder.exchanges);
    const file = (name: string) => files.find((one) => one.name === name)?.content.replies ?? [];
    expect(files).toHaveLength(all.length);
    const jobs = recorder.exchanges.find(({ path }) => path.endsWith('/immediate-jobs'));
    expect(jobs).toMatchObject({
      query: { limit: expect.any(String) },
      body: { total_count: expect.any(Number) },
    });
    expect(file('taurusdb.get.v3.project_id.immediate-jobs.json')[0]).toMatchObject({
      path: expect.stringMatching(/^\/v3\/[0-9a-f]{32}\/immediate-jobs$/),
      query: { ...jobs?.query, offset: '1' },
      status: 200,
      headers: { 'content-type': 'application/json', date: expect.any(String) },
      body: {
        total_count: dig(jobs?.body, 'total_count'),
        jobs: expect.arrayContaining([
          expect.objectContaining({
            job_name: 'ResizeGaussDBforMySQLFlavor',
            status: 'Completed',
            created_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
            show_detail: false,
          }),
        ]),
      },
    });
    expect(file('gaussdb.get.v3.project_id.instances.schedule-tasks.json')[0]).toMatchObject({
      body: {
        tasks: expect.arrayContaining([
          expect.objectContaining({ task_content: { target_version: '3.208.0.6' } }),
        ]),
      },
    });
    expect(JSON.stringify(files)).not.toMatch(/x-subject-token|x-request-id|set-cookie/);
  });

  test('keeps the code of a refusal and nothing of its text', () => {
    const [place] = all.filter(({ service }) => service === 'gaussdb');
    if (!place) throw new Error('no such shape');
    const body = {
      error_code: 'DBS.200010',
      error_msg: 'User alice of acme has no right on orders-primary.',
      request_id: 'abcdef123456',
    };
    const { files } = recorded([{ ...exchangeOf(place, body, 'p'.repeat(32)), status: 403 }]);
    expect(files[0]?.content.replies[0]).toMatchObject({ status: 403, body: { error_code: 'DBS.200010' } });
    expect(JSON.stringify(files)).not.toMatch(/alice|acme|orders|abcdef123456/);
  });

  test('keeps of an object that nobody documents the names and versions, where it is the vendor’s', () => {
    const tasks = all.find(({ route }) => route.endsWith('/schedule-tasks'));
    if (!tasks) throw new Error('no such shape');
    const task_content = {
      target_version: '3.208.0.6,3.208.0.7',
      comment: 'for alice',
      address: '192.168.7.9',
      owner: { alice: 'x', port: 123456 },
    };
    const { files } = recorded([exchangeOf(tasks, { tasks: [{ task_content }] }, 'p'.repeat(32))]);
    const reply = files[0]?.content.replies[0] as { body: { tasks: { task_content: object }[] } } | undefined;
    const kept = reply?.body.tasks[0];
    expect(Object.keys(kept?.task_content ?? {})).toEqual(['target_version', 'comment', 'address', 'owner']);
    expect(kept?.task_content).toMatchObject({ target_version: '3.208.0.6,3.208.0.7' });
    expect(JSON.stringify(kept)).not.toMatch(/alice|192\.168|123456/);
  });

  test('takes the names in a map for data where a list is documented', () => {
    const list = all.find(({ service, route }) => service === 'gaussdb' && route.endsWith('/instances'));
    if (!list) throw new Error('no such shape');
    const instances = [{ id: 'a'.repeat(32), tags: { costcentre: 'x' } }];
    const { files } = recorded([exchangeOf(list, { instances }, 'p'.repeat(32))]);
    expect(JSON.stringify(files)).toContain('"tags"');
    expect(JSON.stringify(files)).not.toContain('costcentre');
  });

  test('leaves the words of the vendor alone, also where somebody named a database so', () => {
    const list = all.find(({ service, route }) => service === 'geminidb' && route.endsWith('/instances'));
    if (!list) throw new Error('no such shape');
    const instances = [
      { name: 'redis', status: 'normal', region: 'ap-southeast-1', datastore: { type: 'redis' } },
      { name: 'southeast normal', status: 'abnormal' },
    ];
    const { files } = recorded([exchangeOf(list, { instances }, 'p'.repeat(32))]);
    expect(files[0]?.content.replies).toMatchObject([
      {
        body: {
          instances: [
            { status: 'normal', region: 'ap-southeast-1', datastore: { type: 'redis' } },
            { status: 'abnormal' },
          ],
        },
      },
    ]);
    expect(JSON.stringify(files)).not.toMatch(/"name":"[^"]*(redis|southeast|normal)/);
  });

  test('replaces a name also where it found its way into a field of the vendor', () => {
    const list = all.find(({ service, route }) => service === 'gaussdb' && route.endsWith('/instances'));
    if (!list) throw new Error('no such shape');
    const later = { id: 'a'.repeat(32), name: 'payments' };
    const early = { id: 'b'.repeat(32), name: 'x', maintenance_window: 'as payments', status: 'ACTIVE' };
    const { files } = recorded([exchangeOf(list, { instances: [early, later] }, 'p'.repeat(32))]);
    expect(JSON.stringify(files)).not.toContain('payments');
    expect(JSON.stringify(files)).toContain('"status":"ACTIVE"');
  });
});

describe('a pseudonym', () => {
  test('has the length and form of the original, and is another', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abcXYZ019-_. /'), minLength: 1, maxLength: 40 }),
        (text) => {
          const other = pseudonyms(KEY).for(text);
          expect(other).toHaveLength(text.length);
          const form = (one: string) => one.replace(/[a-zA-Z0-9]/g, 'x');
          expect(form(other)).toBe(form(text));
          for (const [index, piece] of (text.match(/[a-zA-Z0-9]+/g) ?? []).entries()) {
            expect(other.match(/[a-zA-Z0-9]+/g)?.[index]).not.toBe(piece);
          }
        },
      ),
    );
  });

  test('is never the original, however short, and not the same for two while there are enough', () => {
    const names = pseudonyms(KEY);
    for (const one of 'abcdefghijklmnopqrstuvwxyz0123456789') expect(names.for(one)).not.toBe(one);
    const numbers = Array.from({ length: 300 }, (_, number) => String(100 + number));
    expect(new Set(numbers.map(names.for)).size).toBe(numbers.length);
  });

  test('depends on the key', () => {
    const id = `${'0123456789abcdef'.repeat(2)}in14`;
    expect(pseudonyms(Buffer.alloc(32, 1)).for(id)).not.toBe(pseudonyms(Buffer.alloc(32, 2)).for(id));
  });
});
