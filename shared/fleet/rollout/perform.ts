import type { Step, Write } from './facts.ts';
import type { RolloutTarget } from './target.ts';

/** Where the writes of a step go. Each is conditional: false when what was read stands there no more. */
export interface Writers {
  head(head: Extract<Write, { of: 'head' }>['head']): Promise<boolean>;
  row(row: RolloutTarget): Promise<boolean>;
  lock(group: string, seq: number): Promise<boolean>;
  /** Puts a reserved row's body on its operation's queue. */
  send(row: RolloutTarget): Promise<void>;
  /** Whether there is time for more: what is left of a step the next one does, as of one that was killed. */
  hasTime(): boolean;
}

/**
 * Carries a step out in its order; false when somebody else was faster, and the rest was left to them, or when its time is over. Behind the
 * head each target goes its own way: one whose lock or row was lost is not sent.
 */
export async function perform({ writes, messages }: Step, to: Writers): Promise<boolean> {
  const lost = new Set<number>();
  let reserved = false;
  for (const write of writes) {
    if (!to.hasTime()) return false;
    if (write.of === 'head') {
      if (!(await to.head(write.head))) return false;
      reserved = true;
      continue;
    }
    const seq = write.of === 'lock' ? write.seq : write.row.seq;
    if (lost.has(seq)) continue;
    const isDone = write.of === 'lock' ? await to.lock(write.group, seq) : await to.row(write.row);
    if (isDone) continue;
    if (!reserved && write.of === 'row') return false;
    lost.add(seq);
  }
  for (const row of messages) {
    if (lost.has(row.seq)) continue;
    if (!to.hasTime()) return false;
    await to.send(row);
    await to.row({ ...row, state: 'sent' });
  }
  return lost.size === 0;
}
