import { targetStanding } from '../shared/desk/rollout-targets.ts';
import { stateText } from '../shared/desk/rollouts.ts';
import { openSteering } from '../shared/fleet/steering/store.ts';
import { openFleetTable } from '../shared/platform/platform.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { readReleaseId } from '../shared/terms/release.ts';
import { redactText } from '../shared/values/redact.ts';
import { oneLine } from '../shared/words/one-line.ts';

/**
 * Which rollout has released a request, how that and the target stand now, a line each; empty for every other request, and where
 * no fleet table is named. Throws `PlatformUnavailable`.
 */
export async function releaseText(
  request_id: string,
  { FLEET_TABLE }: Pick<Settings, 'FLEET_TABLE'>,
  now: number,
): Promise<string> {
  const release = readReleaseId(request_id);
  if (!release || !FLEET_TABLE) return '';
  const store = openSteering(openFleetTable(FLEET_TABLE));
  const head = (await store.head(release.rollout))?.doc;
  if (!head) return `The fleet table does not know the rollout ${release.rollout} any more.\n`;
  const { fleet, why } = head;
  const stands = `${stateText(head)}${why ? `, ${why.reason}` : ''}`;
  const lines = [
    `Released by rollout ${head.id} of fleet ${fleet}, try ${release.attempt}: it is ${stands}.`,
  ];
  for await (const rows of store.targets(head.id)) {
    const row = rows.find(({ seq }) => seq === release.seq);
    if (!row) continue;
    const { stands, why: because } = targetStanding(row, head, now);
    const wave = head.waves[row.wave]?.name ?? '';
    lines.push(
      `There ${row.target} of wave ${wave}, from ${row.from} to ${row.to}, is ${stands}${because ? `: ${because}` : ''}.`,
    );
    break;
  }
  return lines.map((line) => `${oneLine(redactText(line))}\n`).join('');
}
