import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { inTime } from '../../shared/console/in-time.ts';
import { PlatformUnavailable } from '../../shared/terms/errors.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('what is made in time is given, what fails throws as it does, and no timer is left', async () => {
  expect(await inTime(1000, async () => 'made')).toBe('made');
  const fault = new TypeError('a fault');
  await expect(inTime(1000, () => Promise.reject(fault))).rejects.toBe(fault);
  expect(jest.getTimerCount()).toBe(0);
});

test('what is not made in time is not waited for', async () => {
  const late = expect(inTime(1000, () => new Promise(() => undefined))).rejects.toThrow(
    new PlatformUnavailable('no page within 1000 ms'),
  );
  await jest.advanceTimersByTimeAsync(1000);
  await late;
});
