import { BILLED, backupsOf, backupText } from '../../shared/desk/backups.ts';
import type { RolloutTarget } from '../../shared/fleet/rollout/target.ts';
import { markdownText } from './table-text.ts';

/** What a rollout has left in the cloud, which nobody but a person deletes; so many of them at most. */
export function backupLines(targets: readonly RolloutTarget[], most?: number): string[] {
  const backups = backupsOf(targets);
  if (backups.length === 0) return [];
  const some = backups.slice(0, most);
  return [
    `Backups (${some.length} of ${backups.length}): ${BILLED}`,
    ...some.map((one) => `  ${backupText(one)}`),
  ];
}

/** The same as a table, where there are any. */
export function backupsMarkdown(targets: readonly RolloutTarget[]): string[] {
  const backups = backupsOf(targets);
  if (backups.length === 0) return [];
  const heads = ['backup, billed until somebody deletes it', 'instance', 'ended', 'proven'];
  const rows = backups.map(({ name, instance, at, proven }) => [name, instance, at, proven ? 'yes' : 'no']);
  return [markdownText([heads, ...rows])];
}
