import { intentIn } from '../../../shared/desk/letters/intent-in.ts';
import type { Letter } from '../../../shared/desk/letters/letter.ts';
import type { Case } from '../../../shared/desk/letters/redrive-case.ts';
import { partsInLedger } from '../../../shared/desk/parts.ts';
import { readRolloutOf, slotOf } from '../../../shared/desk/what-if.ts';
import type { Entry } from '../../../shared/ledger/entry/entry.ts';
import { isSentOn } from '../../../shared/ledger/entry/sent-on.ts';
import { requestKey } from '../../../shared/ledger/keys.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { Misconfigured } from '../../../shared/terms/errors.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { readReleaseId } from '../../../shared/terms/release.ts';
import { projectId } from '../../../shared/values/project-id.ts';

/** A letter with what the ledger holds of its request. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function caseOf(operation: Operation, settings: Settings, letter: Letter): Promise<Case> {
  const { request_id } = letter;
  const about = { operation, site: settings, letter, entry: await entryOf(operation.name, settings, letter) };
  if (readReleaseId(request_id)) {
    const { FLEET_TABLE: table } = settings;
    const rollout = table === undefined ? undefined : await readRolloutOf(request_id, openFleetTable(table));
    return { ...about, inRollout: slotOf(request_id, rollout) };
  }
  const { entry } = about;
  const intent =
    entry &&
    isSentOn(entry) &&
    intentIn({ operation, site: settings, request_id }, entry.intent, entry.triggered_at);
  if (!intent) return about;
  const ledger = openLedger(settings.LEDGER_TABLE ?? '');
  return { ...about, inParts: await partsInLedger(operation, ledger, intent, entry.project_id) };
}

/** Throws `Misconfigured` when nothing tells the project, `PlatformUnavailable`. */
async function entryOf(
  operation: string,
  { place, LEDGER_TABLE = '' }: Settings,
  { intent, request_id }: Letter,
): Promise<Entry | undefined> {
  if (!intent) return undefined;
  const project = projectId.safeParse(intent.project_id).data ?? place.project_id;
  if (!project)
    throw new Misconfigured(`HW_PROJECT_ID is needed: the intent of ${request_id} names no project`);
  return (await openLedger(LEDGER_TABLE).read(requestKey(operation, project, request_id)))?.entry;
}
