import { describe, expect, test } from '@jest/globals';
import { startRobots } from '../../stand-in/chat/robots.ts';
import { examineStage } from './examined.ts';

const url = 'https://hooks.slack.com/services/T0/B0/a-key-that-nobody-sees';

describe('channels', () => {
  test('are named with their kinds, and told nothing', async () => {
    const robots = await startRobots();
    const { named } = await examineStage({
      environment: { CHANNELS: JSON.stringify(robots.channels) },
      told: ['people', 'slack-room'],
    }).finally(robots.close);
    expect(named('channels')).toMatchObject({
      level: 'ok',
      says: expect.stringMatching(/^feishu-room \(feishu\), .*webhook-room \(webhook\)$/),
    });
    expect(robots.posts).toEqual([]);
  });

  test('that a fleet names and nobody has made are broken', async () => {
    const { named } = await examineStage({
      environment: { CHANNELS: JSON.stringify({ ops: { kind: 'slack', url } }) },
      told: ['people', 'ops', 'dba-room', 'dba-room'],
    });
    expect(named('channels')).toMatchObject({
      level: 'broken',
      says: 'fleets name channels that are not there: dba-room',
    });
  });

  test('of a wrong form are broken, and nothing of them is shown', async () => {
    const { named } = await examineStage({
      environment: {
        CHANNELS: JSON.stringify({ ops: { kind: 'slack', url: url.replace('https', 'http') } }),
      },
    });
    expect(named('channels')).toMatchObject({
      level: 'broken',
      says: 'CHANNELS: ops: url: expected https',
    });
  });
});
