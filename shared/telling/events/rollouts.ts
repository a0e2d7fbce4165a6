import { approvalDue } from './approval-due.ts';
import type { EventKind } from './kind.ts';
import { noticeAhead } from './notice-ahead.ts';
import { planProposed } from './plan-proposed.ts';
import { planRefused } from './plan-refused.ts';
import { rolloutClosed } from './rollout-closed.ts';
import { rolloutDone } from './rollout-done.ts';
import { rolloutHalted } from './rollout-halted.ts';
import { rolloutLapsed } from './rollout-lapsed.ts';
import { waveEnded } from './wave-ended.ts';
import { waveStarted } from './wave-started.ts';

/** The kinds of events of rollouts, under the words by which a rollout's outbox names them. */
export const ROLLOUT_KINDS = {
  plan_proposed: planProposed,
  refused: planRefused,
  approval_due: approvalDue,
  notice_ahead: noticeAhead,
  wave_started: waveStarted,
  wave_ended: waveEnded,
  halted: rolloutHalted,
  lapsed: rolloutLapsed,
  done: rolloutDone,
  closed: rolloutClosed,
} as const satisfies Readonly<Record<string, EventKind>>;
