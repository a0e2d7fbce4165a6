import { openRollouts } from '../shared/desk/find-rollout.ts';
import { wholeTally } from '../shared/desk/rollouts.ts';
import type { RolloutHead } from '../shared/fleet/rollout/rollout.ts';
import { openSteering } from '../shared/fleet/steering/store.ts';
import { openFleetTable } from '../shared/platform/platform.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { PlatformUnavailable } from '../shared/terms/errors.ts';
import { redactText } from '../shared/values/redact.ts';
import { begunText, type Here } from '../shared/words/command-text.ts';
import { oneLine } from '../shared/words/one-line.ts';
import type { Terminal } from './terminal/terminal.ts';

/** The rollouts that start work of these operations by themselves, and of which something still waits. Throws `PlatformUnavailable`. */
async function goingOn(FLEET_TABLE: string, operations: readonly string[]): Promise<RolloutHead[]> {
  const open = await openRollouts(openSteering(openFleetTable(FLEET_TABLE)));
  return open.filter(
    (head) =>
      (head.state === 'approved' || head.state === 'running') &&
      Object.keys(head.spec.take).some((name) => operations.includes(name)) &&
      wholeTally(head).waiting > 0,
  );
}

/**
 * Tells under a title which rollouts start work of these operations by themselves, and how to stop one; how many they are. A table
 * that does not answer keeps nobody from a pause.
 */
export async function tellRollouts(
  title: string,
  operations: readonly string[],
  { FLEET_TABLE }: Pick<Settings, 'FLEET_TABLE'>,
  { say }: Pick<Terminal, 'say'>,
  here: Here,
): Promise<number> {
  if (!FLEET_TABLE) return 0;
  try {
    const heads = await goingOn(FLEET_TABLE, operations);
    if (heads.length === 0) return 0;
    const lines = heads.map((head) => {
      const { waiting, at_work } = wholeTally(head);
      return `${oneLine(redactText(`  ${head.id}  fleet ${head.fleet}, ${waiting} wait, ${at_work} at work`))}\n`;
    });
    say(`${title}:\n${lines.join('')}to stop one:  ${begunText('fleet stop', here)} <rollout>\n`);
    return heads.length;
  } catch (error) {
    if (!(error instanceof PlatformUnavailable)) throw error;
    say(`rollouts could not be read, and heed the pause all the same: ${error.message}\n`);
    return 0;
  }
}
