import { html } from 'hono/html';
import { type GateStanding, gateLine, gateStanding } from '../desk/gate-standing.ts';
import { tallyOf, type WaveTally, waveText } from '../desk/rollouts.ts';
import { amountOf } from '../fleet/amount.ts';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import { type Html, shown, text } from './parts.ts';

/** The waves of a rollout at a time (epoch ms), each with its gate. */
export const wavesPart = (head: RolloutHead, now: number): Html | string =>
  head.waves.length === 0
    ? ''
    : html`<section>
<h2>Waves</h2>
<ol class="waves">
${head.waves.map(
  (
    wave,
    index,
  ) => html`<li class="${wave.state}"><h3><bdi>${text(wave.name)}</bdi> <span class="count">${wave.size}</span></h3>
${stripPart(tallyOf(head, index))}<p>${shown(waveText(head, index, now))}</p>
${gatePart(gateStanding(head, index, now))}<small>${wave.at_once} at once; bad ends: ${tallyOf(head, index).badly}, and it stops at ${amountOf(wave.stop_after, wave.size)}</small></li>
`,
)}</ol>
</section>`;

/** What the gate of a wave asks for, where it stands, and what it goes by. */
const gatePart = (gate: GateStanding | undefined): Html | string =>
  gate
    ? html`<p${gate.waits_for_person ? html` class="needs"` : ''}><strong>Gate:</strong> ${shown(gateLine(gate))}</p>
`
    : '';

const WORDS: Readonly<Record<keyof WaveTally, string>> = {
  well: 'well',
  unproven: 'unproven',
  badly: 'badly',
  at_work: 'at work',
  waiting: 'waiting',
  left: 'left',
};

/** How a wave stands as a strip, and in words for who cannot see it. */
export function stripPart(tally: WaveTally): Html | string {
  const parts = (Object.keys(WORDS) as (keyof WaveTally)[]).filter((name) => tally[name] > 0);
  const total = parts.reduce((sum, name) => sum + tally[name], 0);
  if (total === 0) return '';
  let from = 0;
  const bars = parts.map((name) => {
    const width = (tally[name] / total) * 100;
    const bar = html`<rect class="${name}" x="${from.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="8" />`;
    from += width;
    return bar;
  });
  const words = parts.map((name) => `${tally[name]} ${WORDS[name]}`).join(', ');
  return html`<svg class="strip" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="${words}">${bars}</svg><p class="tally">${words}</p>
`;
}
