import type { Flag, Plan } from './redrive-case.ts';

const HINTS: Readonly<Record<Flag, string>> = {
  resend: '--resend sends it again',
  extend: '--extend starts its time anew',
};

/** Why a letter stays, and which decision changes that. */
export const staysWords = ({ stays, needs }: Extract<Plan, { stays: string }>): string =>
  `stays: ${stays}${needs ? `; ${HINTS[needs]}` : ''}`;

/** What redriving a letter does, a line each; the second where the cloud may be doing it already. */
export function planWords(plan: Plan): string[] {
  if ('stays' in plan) return [staysWords(plan)];
  const { says, sends, again } = plan;
  return [
    `${says}${sends.length > 0 ? `; to send: ${sends.join(' ')}` : ''}`,
    ...(again.length > 0
      ? [`The cloud may already be doing this; it will be sent AGAIN for ${again.join(' ')}`]
      : []),
  ];
}
