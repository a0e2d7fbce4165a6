import { gateLine, gateStanding } from '../../shared/desk/gate-standing.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';

/** What the gates of waves ask for, where they stand and what they go by, at a time (epoch ms). */
export const gatesText = (head: RolloutHead, now: number): string =>
  head.waves
    .flatMap(({ name }, index) => {
      const gate = gateStanding(head, index, now);
      return gate ? [`${oneLine(redactText(`gate of ${name}: ${gateLine(gate)}`))}\n`] : [];
    })
    .join('');
