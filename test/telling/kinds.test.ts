import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { eventResources } from '../../infra/aws/events.ts';
import { eventFileName, eventFiles } from '../../infra/schemas/event-schemas.ts';
import { FLEET_KINDS, KINDS, SINGLE_KINDS } from '../../shared/telling/events/kinds.ts';
import { product, read } from '../architecture/source.ts';
import { FLEET, type SteeringWorld, startSteering } from '../fleet/steering/steering-world.ts';

const types = KINDS.map(({ detailType }) => detailType);

describe('the kinds of events', () => {
  test('are those that consumers depend on', () => {
    expect(types).toEqual([
      'Upkeep Request Settled',
      'Upkeep Job Ended',
      'Upkeep Paused',
      'Upkeep Resumed',
      'Upkeep Instance Released',
      'Upkeep Plan Proposed',
      'Upkeep Plan Refused',
      'Upkeep Approval Due',
      'Upkeep Notice Ahead',
      'Upkeep Wave Started',
      'Upkeep Wave Ended',
      'Upkeep Rollout Halted',
      'Upkeep Rollout Lapsed',
      'Upkeep Rollout Done',
      'Upkeep Rollout Closed',
      'Upkeep Overdue',
      'Upkeep Decision Refused',
    ]);
  });

  test('stand in one file each, and nowhere else', () => {
    const naming = product.filter((path) => /'Upkeep [A-Z]/.test(read(path)));
    expect(naming.map((path) => /^shared\/telling\/events\/[a-z-]+\.ts$/.test(path))).toEqual(
      types.map(() => true),
    );
  });

  test('are told of in docs/events.md as their files say', () => {
    const rows = KINDS.map(
      (kind) =>
        `| \`${kind.detailType}\` | ${kind.written} | ${kind.mail ? 'yes' : 'no'} | [${eventFileName(kind)}](../schemas/${eventFileName(kind)}.json) |`,
    );
    const told = read('docs/events.md')
      .split('\n')
      .filter((line) => line.startsWith('| `Upkeep '));
    expect(told).toEqual(rows);
  });

  test('are handed on by three rules: to the function that tells people and chats, and outcomes of webhooks to that of desks', () => {
    const patterns = Object.values(eventResources('prod')).flatMap((resource) => {
      const { Type, Properties } = resource as { Type: string; Properties: { EventPattern?: object } };
      return Type === 'AWS::Events::Rule' && Properties.EventPattern ? [Properties.EventPattern] : [];
    });
    const named = (some: typeof KINDS) => some.map(({ detailType }) => detailType);
    const source = ['db-upkeep'];
    expect(patterns).toEqual([
      { source, 'detail-type': named(SINGLE_KINDS) },
      { source, 'detail-type': named(FLEET_KINDS) },
      {
        source,
        'detail-type': ['Upkeep Request Settled', 'Upkeep Job Ended', 'Upkeep Decision Refused'],
        detail: { trigger: ['webhook'] },
      },
    ]);
    expect(types.filter((type) => !KINDS.some((kind) => kind.mail && kind.detailType === type))).toEqual([
      'Upkeep Wave Started',
      'Upkeep Decision Refused',
    ]);
  });
});

describe('the events of rollouts', () => {
  let steering: SteeringWorld;
  beforeAll(async () => {
    steering = await startSteering();
  });
  beforeEach(async () => {
    await steering.reset({ monthly: { ...FLEET, tell: { ahead: [], to: ['people', 'dba-room'] } } });
    steering.world.set({ EVENT_BUS: 'upkeep' });
  });
  afterAll(() => steering.close());

  test('fit their schemas, from plan to end, and say of whom they are and who is told', async () => {
    steering.add(`${'a'.repeat(32)}in06`, { name: 'orders' });
    const { id, hash } = await steering.approved();
    for (let minute = 0; minute < 60; minute += 1) await steering.minute();
    const told = steering.world.bus.taken.filter(({ detail }) => detail.rollout !== undefined);
    const files = eventFiles();
    for (const { detailType, detail } of told) {
      const schema = files[detailType.toLowerCase().replace('upkeep', 'event').replaceAll(' ', '-')] ?? {};
      const validate = new Ajv2020({ strict: false }).compile(schema);
      expect([detailType, validate(detail), validate.errors]).toEqual([detailType, true, null]);
      expect(detail).toMatchObject({ version: 1, fleet: 'monthly', rollout: id, hash });
      expect(detail.to).toEqual(['people', 'dba-room']);
    }
    expect(told.map(({ detailType, detail: { wave } }) => [detailType, wave])).toEqual([
      ['Upkeep Plan Proposed', undefined],
      ['Upkeep Wave Started', 'all'],
      ['Upkeep Wave Ended', 'all'],
      ['Upkeep Rollout Done', undefined],
    ]);
  });
});
