import { describe, expect, test } from '@jest/globals';
import { offering } from '../../../functions/offers.ts';
import { PATCH_INSTANCES } from '../../../stand-in/cloud/seed.ts';

const GAUSSDB = 'b5da1a3b61bb4e93bd8c1f3cf1bcd12fin14';
const TAURUSDB = 'e73893ef73754465a8bd2e0857bbf13ein07';
const PROXY = `${'0'.repeat(32)}po01`;
const bringing = (target: string, instance: string, from: string, to: string) => ({
  target,
  instance,
  from,
  to,
});

const CASES: Readonly<Record<string, ReturnType<typeof bringing>>> = {
  'patch-databases': bringing(PATCH_INSTANCES[0], PATCH_INSTANCES[0], '1.7', 'latest patch'),
  'schedule-hotfix-upgrade': bringing(GAUSSDB, GAUSSDB, '3.208', '3.208.0.6,3.208.0.7'),
  'upgrade-proxy-version': bringing(PROXY, TAURUSDB, '2.23.12.000', '2.24.03.000'),
};

describe('what a fleet brings becomes an intent', () => {
  test.each(Object.entries(CASES))('of %s, about that one target and of its schema', async (name, one) => {
    const [found] = (await offering()).filter(({ operation }) => operation.name === name);
    const { operation, bring } = found ?? {};
    const starts = bring?.starts && { [bring.starts.field]: 'PT30M' };
    const intent = { ...bring?.intent(one), ...starts };
    expect(operation?.request.safeParse(intent)).toMatchObject({ success: true });
    expect(operation?.targets(intent)).toEqual([one.target]);
  });

  test('of every operation that offers anything, and of no other', async () => {
    for (const { operation, offers, bring } of await offering()) {
      expect([operation.name, bring !== undefined]).toEqual([operation.name, offers !== undefined]);
    }
  });

  test('never of an instance that has no proxy', async () => {
    const [proxies] = (await offering()).filter(
      ({ operation }) => operation.name === 'upgrade-proxy-version',
    );
    expect(proxies?.bring?.intent(bringing(TAURUSDB, TAURUSDB, '2.0', '2.1'))).toBeUndefined();
  });
});
