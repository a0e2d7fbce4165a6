import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { isOver } from '../../../shared/fleet/rollout/state.ts';
import type { Leaving, Result, RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { workStatus } from '../../../stand-in/cloud/work.ts';
import type { Truth } from '../truth.ts';
import type { FleetWrong } from './broken.ts';
import type { Accident, Diary } from './diary.ts';
import type { Taken } from './record.ts';

/** How a rollout stands in the end. */
export interface Finished {
  readonly head: RolloutHead;
  readonly rows: readonly RolloutTarget[];
}

/** What results are held against. */
interface Known {
  readonly taken: readonly Taken[];
  readonly diary: Diary;
  readonly truth: Truth;
  /** How long a look may take, ms. */
  readonly underwayMs: number;
}

/** Every rollout is over, every target of it has ended or left, and how is what the cloud knows. */
export function judgeResults(finished: readonly Finished[], known: Known): FleetWrong[] {
  const works = Map.groupBy(known.taken, ({ rollout, seq, attempt }) => `${rollout}/${seq}/${attempt}`);
  return finished.flatMap(({ head, rows }): FleetWrong[] => {
    const { id, state, why, clearing } = head;
    if (!isOver(head) || clearing !== undefined) {
      const detail = `rollout ${id} is ${state}${why ? `: ${why.reason}` : ''}`;
      return [{ what: 'lost', request_id: id, detail }];
    }
    return rows.flatMap((row): FleetWrong[] => {
      const request_id = `fleet/${id}/${row.seq}/${row.attempt}`;
      const said = `${row.target} is ${row.result ?? row.left ?? row.state}`;
      if (row.state !== 'ended' && row.state !== 'left')
        return [{ what: 'lost', request_id, detail: `${said} in a rollout that is ${state}` }];
      const own = works.get(`${id}/${row.seq}/${row.attempt}`) ?? [];
      const why = falsehood(row, own[0], known);
      return why === undefined ? [] : [{ what: 'false result', request_id, detail: `${said}: ${why}` }];
    });
  });
}

function falsehood(row: RolloutTarget, one: Taken | undefined, known: Known): string | undefined {
  // Of its backup the ledger's judge tells; its work was not sent.
  if (row.stage === 'backup' && row.state === 'ended') return one && `the cloud took ${one.work.id} on`;
  if (row.left !== undefined) {
    if (one && !wasRetried(one, known)) return `the cloud took ${one.work.id} on`;
    // What a try before has brought after all is not what was planned from any more.
    return one && row.left === 'drifted' ? undefined : unleft(row, row.left, known);
  }
  const { result, ended_at = 0 } = row;
  if (result === undefined) return 'nothing says how it ended';
  if (!one) return withoutWork(row, result, known);
  // It ended while it was looked at: the look had begun a moment before.
  const said = [ended_at, ended_at + known.underwayMs].map((at) => workStatus(one.work, at));
  if (!said.some((status) => WORDS[result].includes(status))) return `the cloud said ${said[0]} by then`;
  const isThere = known.truth.promised(row, row.target, Date.now());
  return result === 'succeeded' && !isThere ? 'what was to be brought is not there' : undefined;
}

/** What a person had taken again may have been left before it was. */
const wasRetried = ({ rollout, target, at }: Taken, { diary }: Known): boolean =>
  diary.of('retry', rollout).some((said) => at < said.at && said.message.ids.includes(target));

type Word = ReturnType<typeof workStatus>;
const ANY: readonly Word[] = ['Pending', 'Running', 'Completed', 'Failed', 'Canceled'];

/** What the cloud may have said when a target ended so. */
const WORDS: Readonly<Record<Result, readonly Word[]>> = {
  succeeded: ['Completed'],
  already_done: [],
  failed: ['Failed'],
  completed_unchanged: ['Completed'],
  completed_unproven: ANY,
  timed_out: ANY,
  unknown: ANY,
  two_jobs: [],
  canceled_by_others: ['Canceled'],
};

/** A target that ended with nothing sent. */
function withoutWork(
  { operation, target, instance, ended_at = 0 }: RolloutTarget,
  result: Result,
  { truth, diary }: Known,
): string | undefined {
  if (result === 'unknown') return undefined;
  const byHand = diary.accidentsOf(target, instance).some(({ kind }) => CHANGES.includes(kind));
  const isThere = truth.promised({ operation }, target, ended_at) || byHand;
  return result === 'already_done' && isThere ? undefined : 'the cloud has no work of it';
}

const CHANGES: readonly Accident['kind'][] = ['done', 'changed', 'manual'];
const REASONS: Readonly<Partial<Record<Leaving, readonly Accident['kind'][]>>> = {
  drifted: CHANGES,
  gone: ['deleted'],
};

/** Why nothing gives a reason for what was left; undefined where something does. */
function unleft({ target, instance }: RolloutTarget, left: Leaving, { diary }: Known): string | undefined {
  const accidents = diary.accidentsOf(target, instance);
  const isSaid = [...diary.said.values()].some(
    ({ message }) => message.verb === 'hold' && [target, instance].includes(message.target),
  );
  if (left === 'on_hold')
    return isSaid || accidents.some(({ kind }) => kind === 'tagged') ? undefined : 'nobody held it';
  const reasons = REASONS[left];
  return !reasons || accidents.some(({ kind }) => reasons.includes(kind)) ? undefined : 'nobody touched it';
}
