import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import type { EventBus } from '../../stand-in/platform/event-bus.ts';
import type { StrictProxy } from '../../stand-in/platform/strict-proxy.ts';
import type { Tally } from './tally.ts';

/** What goes wrong for everybody, once a run, each when a certain share of the intents has been sent. */
export interface Weather {
  /** Lets come what is due at this share. */
  tick(share: number): void;
  /** Whether the weather is clear again. */
  clear(): boolean;
}

/** What the weather is made over. */
export interface Skies {
  readonly cloud: Cloud;
  readonly dynamoDb: StrictProxy;
  readonly sqs: StrictProxy;
  readonly bus: EventBus;
  readonly busProxy: StrictProxy;
  readonly tally: Tally;
  /** What comes besides. */
  readonly more?: readonly Change[];
  /** Hears of every refused login, when it is refused. */
  onWrongLogin(): void;
}

/** Something that comes once a certain share has been sent, and may last. */
interface Change {
  readonly at: number;
  readonly name: string;
  /** A promise lasts as long as what has come. */
  come(): unknown;
}

const WRONG_PASSWORD_MS = 2500;
const OUTAGE_MS = 3000;

/** Prepares a run's weather. */
export function startWeather(skies: Skies): Weather {
  const { cloud, dynamoDb, sqs, bus, busProxy, tally, more = [], onWrongLogin } = skies;
  let lasting = 0;
  const during = async (what: unknown) => {
    lasting += 1;
    await what;
    lasting -= 1;
  };
  const expire = () => {
    for (const token of cloud.state.tokens.values()) token.expires_at = cloud.clock.now();
  };
  const unsorted: Change[] = [
    { at: 0.1, name: 'all tokens expired', come: expire },
    { at: 0.25, name: 'ledger outage of 3 s', come: () => dynamoDb.outage(OUTAGE_MS) },
    {
      at: 0.45,
      name: 'wrong password for 2.5 s',
      come: () => wrongPassword(cloud, expire, tally, onWrongLogin),
    },
    { at: 0.55, name: 'bus outage of 3 s', come: () => busProxy.outage(OUTAGE_MS) },
    { at: 0.62, name: 'all tokens revoked', come: () => cloud.state.tokens.clear() },
    {
      at: 0.75,
      name: 'ledger answers lost, throttled and failing',
      come: () => {
        dynamoDb.failNext(6, 'lost', 'PutItem');
        dynamoDb.failNext(6, 'throttled');
        dynamoDb.failNext(6, 'error');
        dynamoDb.failNext(6, 'reset');
      },
    },
    {
      at: 0.85,
      name: 'queue answers lost, throttled and failing',
      come: () => {
        sqs.failNext(3, 'lost', 'SendMessageBatch');
        sqs.failNext(3, 'throttled', 'SendMessageBatch');
        sqs.failNext(2, 'lost', 'DeleteMessageBatch');
        sqs.failNext(2, 'lost', 'ReceiveMessage');
      },
    },
    ...[0.2, 0.4, 0.7, 0.9].map((at) => ({
      at,
      name: 'bus refuses some, throttles, fails and loses answers',
      come: () => {
        bus.refuse(5);
        busProxy.failNext(2, 'lost');
        busProxy.failNext(2, 'throttled');
        busProxy.failNext(2, 'error');
        busProxy.failNext(2, 'reset');
      },
    })),
    ...more,
  ];
  const events = unsorted.sort((one, other) => one.at - other.at);
  return {
    tick(share) {
      for (let next = events[0]; next && share >= next.at; next = events[0]) {
        events.shift();
        tally.add(`weather ${next.name}`);
        void during(next.come());
      }
    },
    clear: () => lasting === 0,
  };
}

/** The password changes in the cloud, with it end all tokens, and after a while it is the old one again. */
async function wrongPassword(
  { state, clock }: Cloud,
  expire: () => void,
  tally: Tally,
  onWrongLogin: () => void,
): Promise<void> {
  const [user] = state.users.values();
  if (!user) return;
  const { password } = user;
  user.password = 'changed by somebody';
  expire();
  let { locked_until } = user;
  // Every login looks once whether the user is locked.
  Object.defineProperty(user, 'locked_until', {
    configurable: true,
    enumerable: true,
    get: () => {
      tally.add('logins with a wrong password');
      onWrongLogin();
      return locked_until;
    },
    set: (until: number) => {
      locked_until = until;
    },
  });
  await new Promise((resolve) => setTimeout(resolve, WRONG_PASSWORD_MS));
  user.password = password;
  if (locked_until > clock.now()) tally.add('user locked');
  Object.defineProperty(user, 'locked_until', {
    configurable: true,
    enumerable: true,
    writable: true,
    value: 0,
  });
}
