/** A message in the model: whose it is, if anybody's, and when it came (ms). */
export interface Queued {
  readonly group?: string | undefined;
  readonly at: number;
}

/** Who works the queue off: so many messages at once, each in so many ms. */
export interface Consumers {
  readonly atOnce: number;
  readonly runMs: number;
}

// By AWS's page a group is noisy with more than a tenth of the recent processing time; its other measure asks for thirty
// messages in flight, and of ours ten are. How long is recent, the page does not say.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
const NOISY_SHARE = 0.1;
const RECENT_RUNS = 100;

/**
 * A model of our own of an SQS standard queue: the oldest message first, but one of a noisy group only when no other waits.
 * What has no group is never noisy. Takes messages in the order they came; returns how long each waited, in ms.
 */
export function waitsOf(messages: readonly Queued[], { atOnce, runMs }: Consumers): number[] {
  const waits: number[] = [];
  const waiting = new Map<string | undefined, { at: number; index: number }[]>();
  const recent: (string | undefined)[] = [];
  const free = Array.from({ length: atOnce }, () => 0);
  const noisy = (group: string | undefined) =>
    group !== undefined && recent.filter((one) => one === group).length > NOISY_SHARE * RECENT_RUNS;
  let arrived = 0;
  for (let handled = 0; handled < messages.length; handled++) {
    const lane = free.indexOf(Math.min(...free));
    const idle = arrived === handled ? (messages[arrived]?.at ?? 0) : 0;
    const now = Math.max(free[lane] ?? 0, idle);
    for (; arrived < messages.length && (messages[arrived]?.at ?? 0) <= now; arrived++) {
      const { group, at = 0 } = messages[arrived] ?? {};
      const line = waiting.get(group) ?? [];
      waiting.set(group, line);
      line.push({ at, index: arrived });
    }
    const lines = [...waiting].filter(([, line]) => line.length > 0);
    const quiet = lines.filter(([group]) => !noisy(group));
    const [group, line] = (quiet.length > 0 ? quiet : lines).reduce((one, other) =>
      (other[1][0]?.at ?? 0) < (one[1][0]?.at ?? 0) ? other : one,
    );
    const taken = line.shift();
    if (taken) waits[taken.index] = now - taken.at;
    free[lane] = now + runMs;
    if (recent.push(group) > RECENT_RUNS) recent.shift();
  }
  return waits;
}
