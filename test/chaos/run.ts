import { setTimeout } from 'node:timers/promises';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localCredentials } from '../../stand-in/platform/local-credentials.ts';
import { beginToKeep, keepOutput } from '../../stand-in/secrets/kept.ts';
import { watchBus } from './bus-watch.ts';
import { watchCloud } from './cloud-watch.ts';
import { followDeliveries } from './deliveries.ts';
import { dice } from './dice.ts';
import { isFrozen, untilFreeze } from './freezes.ts';
import { OPERATIONS, type Planned, planned } from './intents.ts';
import { type Evidence, type Judgement, judge } from './judge.ts';
import { type JudgedEnds, judgeEnds } from './judge-ends.ts';
import { judgeEvents } from './judge-events.ts';
import { judgeInstances } from './judge-instances.ts';
import { judgeSecrets } from './judge-secrets.ts';
import { dueAmong, scanLedger } from './ledger-scan.ts';
import { watchLedger } from './ledger-watch.ts';
import { Lives } from './life.ts';
import { residentBytes } from './memory.ts';
import type { Options } from './options.ts';
import { FOLLOWER } from './pool.ts';
import { watchPosts } from './posts.ts';
import { watchQueues } from './queue-watch.ts';
import { scriptOf } from './scenarios.ts';
import { startSender } from './sender.ts';
import { startStage } from './stage.ts';
import { startStriker } from './striker.ts';
import { sweepScript } from './sweep-script.ts';
import { Tally } from './tally.ts';
import { paceOfMachine, SWEEP_MS, timesAt } from './timing.ts';
import { truthOf } from './truth.ts';
import { startWeather } from './weather.ts';

/** What a run leaves behind. */
export interface Played {
  readonly evidence: Evidence;
  readonly judgement: Judgement;
  readonly ends: JudgedEnds;
  readonly preflight: 'on' | 'off';
  readonly freezes: boolean;
  readonly tally: Tally;
  /** Whether everything came to rest before the time was over. */
  readonly atRest: boolean;
  readonly seconds: number;
  /** The most memory used by this process and by the functions' processes, in bytes. */
  readonly memory: { readonly own: number; readonly functions: number };
}

const MOST_WAITING = 60;
const MOST_IN_FLIGHT = 12;
// So many requests can be followed at once on two cores.
const MOST_OPEN = 350;
const MOST_CHECKED = 50;

/** Under this id stands what happened to the login. */
export const LOGIN = 'login';

/** Sends everything, lets go wrong what the scripts say, waits until all is at rest, and judges. */
export async function run(options: Options, say: (line: string) => void): Promise<Played> {
  const { seed, messages, only } = options;
  const since = performance.now();
  const kept = beginToKeep();
  const tally = new Tally();
  const lives = new Lives((id, operation) =>
    operation === 'sweep' ? sweepScript(seed, id) : scriptOf(seed, id, operation),
  );
  const waiting = new Set<string>();
  let pidAt = (_place: string): number | undefined => undefined;
  const striker = startStriker(lives, tally, (place) => pidAt(place));
  const ledger = watchLedger(lives, striker, tally);
  const pace = options.pace ?? paceOfMachine();
  const preflight = options.preflight ?? (dice(seed, 'preflight').chance(1 / 6) ? 'off' : 'on');
  say(`pace ${pace} (1 on an idle machine), preflight ${preflight}`);
  const watchers = {
    ledger,
    queues: watchQueues(lives, striker, tally),
    bus: watchBus(lives, striker, tally),
    ...followDeliveries(lives, tally, (id) => waiting.delete(id)),
  };
  const times = timesAt(pace, preflight);
  const stage = await startStage(watchers, times, { preflight, freezes: options.freezes });
  const { cloud, queues, pools, table } = stage;
  const sqs = new SQSClient({
    endpoint: queues.endpoint,
    region: queues.region,
    credentials: localCredentials,
  });
  try {
    pidAt = (place) => pools.get(place.replace(/-\d+$/, ''))?.pidAt(place);
    const recall = ({ receipt }: { receipt?: { operation: string; handle: string } }) => {
      if (!receipt) return;
      tally.add('messages made visible early');
      const again = {
        QueueUrl: queues.url(receipt.operation),
        ReceiptHandle: receipt.handle,
        VisibilityTimeout: 0,
      };
      sqs.send(new ChangeMessageVisibilityCommand(again)).catch(() => undefined);
    };
    const sender = startSender({ seed, lives, tally, ...stage });
    const posts = watchPosts(cloud, ledger, sender.windowOf, options.freezes ? isFrozen : () => false);
    watchCloud({ seed, pace, cloud, lives, striker, tally, posts, holderOf: ledger.holderOf, recall });
    const weather = startWeather({
      tally,
      ...stage,
      onWrongLogin: () => lives.note(lives.of(LOGIN, 'sweep'), 'a login with the wrong password'),
    });

    const sent: Planned[] = [];
    let allSent = false;
    const sending = new Set<Promise<void>>();
    let tick = Promise.withResolvers<void>();
    const send = async (intent: Planned, copy: number) => {
      const isFull = () =>
        waiting.size > MOST_WAITING || sending.size > MOST_IN_FLIGHT || ledger.open.size > MOST_OPEN;
      while (isFull()) await tick.promise;
      waiting.add(intent.request_id);
      const done: Promise<void> = sender.send(intent, copy).finally(() => sending.delete(done));
      sending.add(done);
    };
    const sendAll = async () => {
      const later: Planned[] = [];
      for (let index = 0; index < messages; index++) {
        const intent = planned(seed, index, messages, pace);
        if (only && !only.startsWith(intent.request_id)) continue;
        sent.push(intent);
        await send(intent, 0);
        for (let copy = 1; intent.together && copy < intent.copies; copy++) await send(intent, copy);
        if (!intent.together && intent.copies > 1) later.push(intent);
        const due = later.length > 5 ? later.shift() : undefined;
        if (due) await send(due, 1);
      }
      for (const intent of later) await send(intent, 1);
      allSent = true;
    };
    // A short run could otherwise lie between two freezes, and would show nothing of them.
    if (options.freezes) await setTimeout(untilFreeze(Date.now()));
    const sendingAll = sendAll();

    const memory = { own: 0, functions: 0 };
    const atRest = async (): Promise<boolean> => {
      if (!allSent || sending.size > 0 || ledger.open.size > MOST_CHECKED || !weather.clear()) return false;
      const counts = await Promise.all(
        [...OPERATIONS, FOLLOWER].map((name) => queues.counts(queues.url(name))),
      );
      if (counts.some(({ visible, invisible, delayed }) => visible + invisible + delayed > 0)) return false;
      const due = await dueAmong([...ledger.open], table.endpoint, queues.region, stage.tableName);
      return due.length === 0;
    };
    let restful = 0;
    let told = performance.now();
    while (restful < 2 && performance.now() - since < options.maxSeconds * 1000) {
      const paced = setTimeout(SWEEP_MS);
      await Promise.all([pools.get('sweep')?.invoke({}), paced]);
      tick.resolve();
      tick = Promise.withResolvers();
      weather.tick(allSent ? 1 : sent.length / messages);
      restful = (await atRest()) ? restful + 1 : 0;
      memory.own = Math.max(memory.own, process.memoryUsage().rss);
      const pids = [...pools.values()].flatMap((pool) => pool.pids());
      memory.functions = Math.max(
        memory.functions,
        pids.reduce((sum, pid) => sum + residentBytes(pid), 0),
      );
      cloud.received.length = 0;
      if (performance.now() - told < 5000) continue;
      told = performance.now();
      const took = `${Math.round((told - since) / 1000)} s`.padStart(6);
      say(
        `${took}: ${sent.length}/${messages} sent, ${waiting.size} unanswered, ${ledger.open.size} due in the ledger, ` +
          `${cloud.accepted.length} accepted by the cloud, ${tally.of('kills')} kills, ${Math.round(memory.own / 2 ** 20)} MB`,
      );
    }
    if (allSent) await sendingAll;
    const dead = new Map<string, number>();
    for (const name of [...OPERATIONS, FOLLOWER]) {
      for (const { MessageAttributes, MessageId = '' } of await queues.receiveAll(
        queues.deadLetterUrl(name),
      )) {
        const id = MessageAttributes?.request_id?.StringValue ?? MessageId;
        dead.set(id, (dead.get(id) ?? 0) + 1);
        if (!MessageAttributes?.status) tally.add('dead letters moved by the queue itself');
      }
    }
    const entries = await scanLedger(table.endpoint, queues.region, stage.tableName);
    for (const entry of entries) keepOutput('the ledger', JSON.stringify(entry));
    const evidence = { sent, accepted: [...cloud.accepted], entries, dead, lives: lives.all };
    const ends = judgeEnds(evidence, truthOf(cloud.state), times.functionMs + times.overrunMs);
    const judged = judge(evidence);
    const wrongs = [
      ...judged.wrongs,
      ...posts.wrongs,
      ...ends.wrongs,
      ...judgeEvents(evidence, stage.bus.taken),
      ...judgeInstances(cloud.state),
      ...judgeSecrets(kept),
    ];
    const seconds = (performance.now() - since) / 1000;
    const judgement = { ...judged, wrongs };
    return {
      evidence,
      judgement,
      ends,
      preflight,
      freezes: options.freezes,
      tally,
      atRest: restful >= 2,
      seconds,
      memory,
    };
  } finally {
    sqs.destroy();
    await stage.close();
  }
}
