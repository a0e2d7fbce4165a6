import { describe, expect, test } from '@jest/globals';
import { examineStage } from './examined.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const look = async (senders: object | undefined) => {
  const environment = senders ? { WEBHOOK_SENDERS: JSON.stringify(senders) } : {};
  return (await examineStage({ environment })).named('webhook senders');
};

describe('webhook senders', () => {
  test('are named with what they have beside their secrets', async () => {
    const snow = {
      secrets: [secret],
      url: 'https://desk.example.com/a-key-that-nobody-sees',
      fields: { sys_id: 'request_id' },
    };
    expect(await look({ 'change-desk': secret, snow })).toMatchObject({
      level: 'ok',
      says: 'change-desk, snow (told outcomes, fields by other names)',
    });
  });

  test('of a wrong form are broken, and nothing of them is shown', async () => {
    expect(await look({ snow: { secrets: [secret], url: 'http://10.0.0.1/hidden' } })).toMatchObject({
      level: 'broken',
      says: 'WEBHOOK_SENDERS: sender 1: url: expected https',
    });
  });

  test('are not looked for where none are set', async () => {
    expect(await look(undefined)).toMatchObject({ level: 'not_checked' });
  });
});
