import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { patch, plugin as plugins } from '../world/cases.ts';
import { setClock } from '../world/clock.ts';
import type { Ran } from '../world/service.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { command, deadLetters, type Ended, secretsOf } from './command.ts';

/** The operations, as commands list them. */
const NAMES = catalog.map(({ name }) => name).join(', ');

const PATCH = patch.operation;
const PLUGIN = plugins.operation;
const [HEALTHY] = patch.targets;
const [INSTANCE = ''] = plugins.targets;
const PACKAGE = 'https://plugins.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz';
const QUERY = 'AccessKeyId=AKX&Expires=9999999999&Signature=hidden-part';
const plugin = { ...plugins.intent, url: `${PACKAGE}?${QUERY}`, sha_256: 'a'.repeat(64) };
const onHealthy = { ...patch.intent, instance_ids: [HEALTHY] };

const HOUR = 3_600_000;
const NOWHERE = 'http://127.0.0.1:1';

let world: LedgerWorld;
let service: LedgerWorld['service'];
let cloud: LedgerWorld['cloud'];
let printed = '';

beforeAll(async () => {
  world = await startWorld({ ledger: true });
  ({ service, cloud } = world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  printed = '';
});
afterEach(() => {
  for (const secret of [...secretsOf(cloud), 'hidden-part', 'AKX']) expect(printed).not.toContain(secret);
  expect(printed).not.toMatch(/\n\s+at .*:\d+/);
});

/** What the command needs, and no credentials for the cloud. */
const environment = () =>
  Object.fromEntries(
    ['DEAD_LETTER_QUEUE_URL', 'QUEUE_URL', 'LEDGER_TABLE', 'AWS_REGION']
      .concat(Object.keys(process.env).filter((name) => /^AWS_(ACCESS|SECRET|ENDPOINT)/.test(name)))
      .map((name) => [name, process.env[name]]),
  );

/** Runs the command by the test's clock. */
const run = async (args: readonly string[], more: Record<string, string> = {}): Promise<Ended> => {
  const ended = await deadLetters(args, { ...environment(), ...more });
  printed += ended.stdout + ended.stderr;
  return ended;
};
const json = <Shape>({ stdout }: Ended) => JSON.parse(stdout) as Shape;

/** The service takes dead letters off their queue to look at them; this puts them back as they were. */
const bury = async (operation: string, ...rans: Ran[]): Promise<void> => {
  for (const { dead } of rans) {
    expect(dead).toHaveLength(1);
    for (const { body, attributes } of dead) await service.queues.send(`${operation}-dead`, body, attributes);
  }
};
const buried = async (operation: string) => {
  const { visible, invisible } = await service.queues.counts(service.queues.deadLetterUrl(operation));
  return { visible, invisible };
};
const onQueue = (operation: string) => service.queues.receiveAll(service.queues.url(operation));

const invalid = () =>
  service.fire('queue', PATCH, {
    ...onHealthy,
    request_id: 'wrong-1',
    instance_ids: undefined,
    instances: [],
  });
const rejected = () => {
  const fault = { kind: 'reject', error_code: 'DBS.280449' } as const;
  world.befall(patch, fault);
  return service.fire('queue', PATCH, { ...onHealthy, request_id: 'refused-1' });
};
const expired = async () => {
  setClock(Date.now() - 3 * HOUR);
  await service.queues.send(PATCH, JSON.stringify({ ...onHealthy, request_id: 'late-1', not_after: 'PT5M' }));
  setClock(Date.now() + HOUR / 2);
  const ran = await service.deliver(PATCH);
  return ran;
};
/** The answer is lost, and no look can tell whether the work began. */
const undecidable = async () => {
  const fault = { kind: 'timeout-accepted', accepted: false } as const;
  world.befall(plugins, fault);
  setClock(Date.now() - 3 * HOUR);
  await service.fire('queue', PLUGIN, { ...plugin, request_id: 'lost-1' });
  setClock(Date.now() + 1.5 * HOUR);
  await service.sweep();
  await bury(PLUGIN, await service.deliver(PLUGIN));
};

describe('list', () => {
  test('shows what lies there and leaves it there', async () => {
    await bury(PATCH, await rejected(), await invalid());
    await service.queues.send(`${PATCH}-dead`, JSON.stringify(onHealthy), { request_id: 'often-1' });
    const ended = await run(['list', PATCH]);
    expect(ended).toMatchObject({ code: 0, stderr: `3 on the dead-letter queue of ${PATCH}\n` });
    const [head, below, ...rows] = ended.stdout.trimEnd().split('\n');
    expect([head, below]).toEqual([
      expect.stringMatching(/^time +request_id +status +code +targets$/),
      '  reason',
    ]);
    const first = rows.filter((_, line) => line % 2 === 0);
    expect(new Set(first.map((row) => row.indexOf(row.trim().split(/ +/)[1] ?? '')))).toEqual(new Set([26]));
    expect(ended.stdout).toMatch(/^\S+ +refused-1 +rejected +\S+ +1\n {2}\S/m);
    expect(ended.stdout).toMatch(/^\S+ +wrong-1 +invalid +- +-\n {2}instance/m);
    expect(ended.stdout).toMatch(/^\S+ +often-1 +- +- +1\n {2}delivered too often$/m);
    expect(rows.filter((line) => line.length > 80)).toEqual([]);
    expect(await buried(PATCH)).toEqual({ visible: 3, invisible: 0 });
  });

  test('reads every page, as JSON too, and needs no ledger', async () => {
    for (let n = 0; n < 23; n++)
      await service.queues.send(`${PATCH}-dead`, '{}', { request_id: `many-${n}`, status: 'invalid' });
    const ended = await run(['list', PATCH, '--output', 'json'], { LEDGER_TABLE: '', QUEUE_URL: '' });
    const { messages, ...rest } = json<{ messages: { request_id: string }[] }>(ended);
    expect(rest).toEqual({ operation: PATCH, at_least: false });
    expect(messages.map(({ request_id }) => request_id).sort()).toEqual(
      Array.from({ length: 23 }, (_, n) => `many-${n}`).sort(),
    );
    expect(await buried(PATCH)).toEqual({ visible: 23, invisible: 0 });
  });

  test('is a record to file, with reasons whole', async () => {
    const reason = 'it is said at length, '.repeat(20);
    await service.queues.send(`${PATCH}-dead`, '{}', { request_id: 'long-1', status: 'rejected', reason });
    const csv = await run(['list', PATCH, '--output', 'csv']);
    expect(csv.stdout).toMatch(/^time,request_id,status,code,targets,reason,message_id\r\n/);
    expect(csv.stdout).toContain(`,long-1,rejected,,,"${reason}",`);
    const md = await run(['list', PATCH, '--output', 'md']);
    expect(md.stdout).toContain(` | long-1 | rejected |  |  | ${reason} | `);
  });

  test('of an empty queue is no failure', async () => {
    const ended = await run(['list', PATCH]);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: `0 on the dead-letter queue of ${PATCH}\n` });
  });
});

describe('show', () => {
  test('tells of an undecided one what the ledger knows and what to do', async () => {
    await undecidable();
    const ended = await run(['show', PLUGIN, '--id', 'lost-1']);
    expect(ended.code).toBe(0);
    for (const line of [
      /^request_id +lost-1$/m,
      /^status +unknown$/m,
      /^ +"url": "https:\/\/plugins\S+\?\*\*\*",$/m,
      /^ledger +settled as unknown$/m,
      /^tries +1$/m,
      /^deadline +\d{4}-/m,
      /^hand-over +done$/m,
      new RegExp(`^ {2}${INSTANCE} {2}done$`, 'm'),
      /^ {4}unknown .*looked: /m,
      new RegExp(`Look in the console whether a job runs or ran for ${INSTANCE}`),
      /sends it AGAIN: {2}npx --no-install db-upkeep dead-letters redrive \S+ --id 'lost-1' --resend --extend$/m,
    ]) {
      expect(ended.stdout).toMatch(line);
    }
    expect(await buried(PLUGIN)).toEqual({ visible: 1, invisible: 0 });
  });

  test('is one JSON object, without what the ledger keeps sealed', async () => {
    await undecidable();
    const ended = await run(['show', PLUGIN, '--id', 'lost-1', '--output', 'json']);
    const { messages } = json<{ messages: { ledger: Record<string, unknown> }[] }>(ended);
    expect(messages).toMatchObject([
      {
        request_id: 'lost-1',
        attributes: { status: 'unknown' },
        body: { url: `${PACKAGE}?***` },
        ledger: { settled: true, hand_over: 'done', tries: 1, targets: { [INSTANCE]: { state: 'done' } } },
        next: expect.any(Array),
      },
    ]);
    expect(messages[0]?.ledger).not.toHaveProperty('sealed');
  });

  test('masks what the platform moved here whole', async () => {
    await service.queues.send(`${PLUGIN}-dead`, JSON.stringify(plugin), { request_id: 'often-1' });
    const ended = await run(['show', PLUGIN, '--id', 'often-1']);
    expect(ended.stdout).toContain(`${PACKAGE}?***`);
    expect(ended.stdout).toContain('delivered too often');
    expect(ended.stdout).toMatch(/^ledger +knows nothing of this request$/m);
  });

  test('finds nothing under another id', async () => {
    await bury(PATCH, await invalid());
    const ended = await run(['show', PATCH, '--id', 'no-such']);
    expect(ended).toEqual({ code: 1, stdout: '', stderr: `${PATCH} has no dead letter no-such\n` });
  });
});

describe('redrive', () => {
  test('of a settled request says that nothing will be sent, and nothing is', async () => {
    await bury(PATCH, await rejected());
    const ended = await run(['redrive', PATCH, '--id', 'refused-1', '--yes']);
    expect(ended).toMatchObject({ code: 0, stdout: 'redriven  refused-1\n' });
    expect(ended.stderr).toContain('settled as rejected: the ledger answers duplicate, nothing is sent');
    expect(await buried(PATCH)).toEqual({ visible: 0, invisible: 0 });
    const again = await service.deliver(PATCH);
    expect(again).toMatchObject({ lines: [{ status: 'duplicate', request_id: 'refused-1' }], dead: [] });
    expect(world.submissions()).toHaveLength(1);
  });

  test('--resend of an undecided one sends it exactly once more, whole', async () => {
    await undecidable();
    const args = ['redrive', PLUGIN, '--id', 'lost-1', '--resend'];
    const tooLate = await run([...args, '--yes']);
    expect(tooLate).toMatchObject({ code: 1, stdout: 'left      lost-1\n' });
    expect(tooLate.stderr).toMatch(/stays: its time was over at .*; --extend starts its time anew/);

    const unconfirmed = await run([...args, '--extend']);
    expect(unconfirmed).toMatchObject({ code: 64, stdout: '' });
    expect(unconfirmed.stderr).toContain(`it will be sent AGAIN for ${INSTANCE}`);
    expect(await buried(PLUGIN)).toEqual({ visible: 1, invisible: 0 });
    expect(await onQueue(PLUGIN)).toEqual([]);

    const ended = await run([...args, '--extend', '--yes', '--output', 'json']);
    expect(ended.code).toBe(0);
    expect(json(ended)).toMatchObject({ redriven: [{ request_id: 'lost-1', again: [INSTANCE] }], left: [] });
    const [{ MessageAttributes, Body = '' } = {}] = await onQueue(PLUGIN);
    expect(MessageAttributes).toMatchObject({
      request_id: { StringValue: 'lost-1' },
      trigger: { StringValue: 'queue' },
      resumed: { StringValue: 'yes' },
      resend: { StringValue: '1' },
      extend: { StringValue: 'yes' },
    });
    expect(Body).not.toContain('hidden-part');
    const again = await service.deliver(PLUGIN);
    expect(again).toMatchObject({ lines: [{ status: 'accepted' }], dead: [] });
    expect(world.submissions().map((body) => JSON.parse(body).url)).toEqual([plugin.url, plugin.url]);
    expect(cloud.accepted).toHaveLength(1);
  });

  test('two letters of one undecided request make one message', async () => {
    await undecidable();
    for (const { Body = '', MessageAttributes = {} } of await service.queues.receiveAll(
      service.queues.deadLetterUrl(PLUGIN),
    )) {
      const attributes = Object.entries(MessageAttributes).map(([name, value]) => [name, value.StringValue]);
      await service.queues.send(`${PLUGIN}-dead`, Body, Object.fromEntries(attributes));
    }
    const ended = await run(['redrive', PLUGIN, '--resend', '--extend', '--yes']);
    expect(ended.stdout).toBe('redriven  lost-1\nredriven  lost-1\n');
    expect(await onQueue(PLUGIN)).toHaveLength(1);
    expect(await buried(PLUGIN)).toEqual({ visible: 0, invisible: 0 });
  });

  test('an undecided one can be closed by name', async () => {
    await undecidable();
    const ended = await run(['redrive', PLUGIN, '--id', 'lost-1', '--yes']);
    expect(ended.stderr).toContain('settled as unknown: the ledger answers duplicate, nothing is sent');
    expect(await service.deliver(PLUGIN)).toMatchObject({ lines: [{ status: 'duplicate' }], dead: [] });
    expect(world.submissions()).toHaveLength(1);
  });

  test('--extend gives an expired one a new deadline, and it is sent', async () => {
    await bury(PATCH, await expired());
    const args = ['redrive', PATCH, '--id', 'late-1', '--extend'];
    expect((await run(['show', PATCH, '--id', 'late-1'])).stdout).toContain(`--id 'late-1' --extend\n`);
    expect(await run([...args, '--yes'])).toMatchObject({ code: 0, stdout: 'redriven  late-1\n' });
    expect(await service.deliver(PATCH)).toMatchObject({ lines: [{ status: 'accepted' }], dead: [] });
    expect(cloud.accepted).toMatchObject([{ target: HEALTHY }]);
  });

  test('by name asks too: without a terminal it needs --yes, and nothing has moved before', async () => {
    await bury(PATCH, await expired());
    const args = ['redrive', PATCH, '--id', 'late-1', '--extend'];
    expect(await run(args)).toMatchObject({
      code: 64,
      stdout: '',
      stderr: expect.stringContaining('no terminal to confirm on, so nothing was sent; --yes confirms'),
    });
    expect(await buried(PATCH)).toEqual({ visible: 1, invisible: 0 });
    const typed = (text: string) => command('dead-letters', args, environment(), undefined, text);
    expect(await typed('no\n')).toMatchObject({ code: 64, stdout: '' });
    expect(await onQueue(PATCH)).toEqual([]);
    expect(await typed('yes\n')).toMatchObject({
      code: 0,
      stdout: 'redriven  late-1\n',
      stderr: expect.stringContaining('Type yes to redrive it: '),
    });
    expect(await onQueue(PATCH)).toHaveLength(1);
  });

  test('by name that sends AGAIN asks once, for the request_id', async () => {
    await undecidable();
    const args = ['redrive', PLUGIN, '--id', 'lost-1', '--resend', '--extend'];
    const ended = await command('dead-letters', args, environment(), undefined, 'lost-1\n');
    expect(ended).toMatchObject({ code: 0, stdout: 'redriven  lost-1\n' });
    expect(ended.stderr.match(/Type /g)).toHaveLength(1);
  });

  test('of all asks first, and leaves what somebody still has to decide', async () => {
    await bury(PATCH, await expired(), await rejected());
    await service.queues.send(`${PATCH}-dead`, JSON.stringify(onHealthy), { request_id: 'often-1' });
    const unasked = await run(['redrive', PATCH]);
    expect(unasked).toMatchObject({ code: 64, stdout: '' });
    expect(unasked.stderr).toContain('2 of 3 to redrive\nno terminal to confirm on');
    expect(await buried(PATCH)).toEqual({ visible: 3, invisible: 0 });

    const ended = await run(['redrive', PATCH, '--yes']);
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.stdout.split('\n').sort()).toEqual(
      ['', 'left      late-1', 'redriven  often-1', 'redriven  refused-1'].sort(),
    );
    expect(ended.stderr).toContain('late-1: stays: its time was over; --extend');
    expect(await buried(PATCH)).toEqual({ visible: 1, invisible: 0 });
    const { lines } = await service.deliver(PATCH);
    expect(lines.map(({ request_id, status }) => [request_id, status]).sort()).toEqual([
      ['often-1', 'accepted'],
      ['refused-1', 'duplicate'],
    ]);
  });

  test('an invalid one runs as it stands, out of a timer envelope too', async () => {
    const detail = { ...onHealthy, region: 'nowhere!' };
    const event = { 'detail-type': 'upkeep', id: 'event-1', time: new Date().toISOString(), detail };
    await bury(PATCH, await service.fire('timer', PATCH, event));
    const ended = await run(['redrive', PATCH, '--id', 'event-1', '--yes']);
    expect(ended.stderr).toContain('comes back unless this was mended: region: expected a region id');
    const [{ Body = '', MessageAttributes } = {}] = await onQueue(PATCH);
    expect(JSON.parse(Body)).toEqual(detail);
    expect(MessageAttributes).toMatchObject({
      request_id: { StringValue: 'event-1' },
      trigger: { StringValue: 'timer' },
      triggered_at: { StringValue: event.time },
    });
    expect(await service.deliver(PATCH)).toMatchObject({
      lines: [{ status: 'invalid', request_id: 'event-1' }],
    });
  });

  test('neither without its URL, nor in the place of another intent, nor of no intent', async () => {
    const { sha_256: _, ...half } = plugin;
    await bury(PLUGIN, await service.fire('queue', PLUGIN, { ...half, request_id: 'half-1' }));
    const masked = await run(['redrive', PLUGIN, '--id', 'half-1']);
    expect(masked).toMatchObject({ code: 1, stdout: 'left      half-1\n' });
    expect(masked.stderr).toContain('send the intent again, with its whole URL');

    await service.fire('queue', PATCH, { ...onHealthy, request_id: 'twice-1' });
    const other = { ...onHealthy, request_id: 'twice-1', reason: 'another' };
    const text = await service.fire('queue', PATCH, 'no JSON at all', { request_id: 'text-1' });
    await bury(PATCH, await service.fire('queue', PATCH, other), text);
    const both = await run(['redrive', PATCH, '--yes', '--output', 'json']);
    expect(both.code).toBe(1);
    expect(json(both)).toMatchObject({
      redriven: [],
      left: expect.arrayContaining([
        expect.objectContaining({ request_id: 'twice-1', why: expect.stringContaining('another intent') }),
        expect.objectContaining({ request_id: 'text-1', why: expect.stringContaining('no JSON object') }),
      ]),
    });
    expect(await onQueue(PATCH)).toEqual([]);
    expect(await buried(PATCH)).toEqual({ visible: 2, invisible: 0 });
  });
});

describe('what is out of order', () => {
  const template = (name: string) => `${NOWHERE}/000000000000/${name}-{operation}`;

  test('69: the dead-letter queue, the work queue or the ledger does not answer; nothing is lost', async () => {
    await bury(PATCH, await invalid());
    for (const [more, said] of [
      [{ DEAD_LETTER_QUEUE_URL: template('dead'), AWS_ENDPOINT_URL_SQS: NOWHERE }, 'dead-letter queue'],
      [
        { QUEUE_URL: (process.env.QUEUE_URL ?? '').replace('{operation}', 'no-{operation}') },
        'check QUEUE_URL and AWS_REGION',
      ],
      [{ AWS_ENDPOINT_URL_DYNAMODB: NOWHERE }, 'the ledger'],
    ] as const) {
      const ended = await run(['redrive', PATCH, '--yes'], more);
      expect(ended.code).toBe(69);
      expect(ended.stderr).toContain(said);
      expect(await buried(PATCH)).toEqual({ visible: 1, invisible: 0 });
    }
    expect(await onQueue(PATCH)).toEqual([]);
  });

  test('69: what is missing has a name', async () => {
    const nothing = { DEAD_LETTER_QUEUE_URL: '', QUEUE_URL: '', LEDGER_TABLE: '' };
    for (const [args, names] of [
      [['list', PATCH], 'DEAD_LETTER_QUEUE_URL'],
      [['show', PATCH, '--id', 'a'], 'DEAD_LETTER_QUEUE_URL, LEDGER_TABLE'],
      [['redrive', PATCH], 'DEAD_LETTER_QUEUE_URL, QUEUE_URL, LEDGER_TABLE'],
    ] as const) {
      const ended = await run(args, nothing);
      expect(ended).toMatchObject({ code: 69, stdout: '' });
      const [said, ...such] = ended.stderr.trimEnd().split('\n');
      expect(said).toBe(`Misconfigured: dead-letters ${args[0]} needs ${names}, as in`);
      expect(such.pop()).toBe('or --stage <stage>, which has them where it is deployed');
      expect(such.map((line) => /^ {2}export (\w+)='?[^' ]+'?$/.exec(line)?.[1])).toEqual(names.split(', '));
    }
    const homeless = { instance_ids: [HEALTHY] };
    await service.queues.send(`${PATCH}-dead`, JSON.stringify(homeless), { request_id: 'homeless-1' });
    const ended = await run(['redrive', PATCH, '--yes']);
    expect(ended).toMatchObject({ code: 69, stderr: expect.stringContaining('HW_PROJECT_ID is needed') });
    expect(
      await run(['redrive', PATCH, '--yes'], { HW_PROJECT_ID: String(patch.intent.project_id) }),
    ).toMatchObject({ code: 0 });
  });

  test.each([
    ['no action', [], /expected one of dead-letters list, dead-letters show/],
    ['another action', ['purge', PATCH], /no command dead-letters purge; expected one of dead-letters list/],
    ['no operation', ['list'], new RegExp(`expected <operation>: one of ${NAMES}`)],
    ['an unknown operation', ['list', 'patch-all'], /unknown operation "patch-all"/],
    ['a stray word', ['list', PATCH, 'now'], /expected <operation> and no other word/],
    ['show of what', ['show', PATCH], /show needs --id/],
    ['an empty id', ['redrive', PATCH, '--id', ''], /--id: expected a value/],
    ['a flag of another action', ['show', PATCH, '--id', 'a', '--resend'], /Unknown option '--resend'/],
    ['an unknown flag', ['list', PATCH, '--force'], /Unknown option '--force'/],
    ['another output', ['list', PATCH, '--output', 'xml'], /--output: expected one of text, md, csv, json/],
  ])('64: %s', async (_, args, said) => {
    const ended = await deadLetters(args, {});
    expect(ended).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(said) });
    expect(ended.stderr).toMatch(/\nnpx --no-install db-upkeep dead-letters .*--help tells more\n$/);
  });

  test('64: bad usage says so and does nothing', async () => {
    const ended = await deadLetters(['show', PATCH], {});
    expect(ended).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('needs --id') });
  });

  test('--help needs no environment', async () => {
    const ended = await deadLetters(['--help'], {});
    expect(ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('dead-letters redrive  Puts'),
      stderr: '',
    });
  });
});
