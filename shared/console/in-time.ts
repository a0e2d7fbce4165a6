import { PlatformUnavailable } from '../terms/errors.ts';

/** What is made within so many ms; what takes longer is not waited for. Throws `PlatformUnavailable` then, else what making it throws. */
export async function inTime<Made>(ms: number, make: () => Promise<Made>): Promise<Made> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new PlatformUnavailable(`no page within ${ms} ms`)), ms);
  try {
    return await Promise.race([make(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
