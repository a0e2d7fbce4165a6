import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result, Subject } from '../../../shared/doctor/check.ts';
import { documentedOf } from '../../../shared/doctor/examine.ts';
import type { Recorder } from '../../../shared/doctor/recorder.ts';
import { recordingOf } from '../../../shared/doctor/recording.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { BadUsage } from '../../command.ts';

/** Makes the directory. Throws `BadUsage` unless it is new or empty, so that no two runs mix. */
export async function openDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    if ((await readdir(directory)).length === 0) return;
  } catch (error) {
    throw new BadUsage(`--record ${directory}: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new BadUsage(`--record ${directory}: it is not empty, and two recordings must not mix`);
}

/** Writes the replies, and in `report.json` what was made of them, with all that is the customer's replaced; returns the names. */
export async function writeRecording(
  directory: string,
  {
    subjects,
    recorder,
    results,
    settings,
  }: { subjects: readonly Subject[]; recorder: Recorder; results: readonly Result[]; settings: Settings },
): Promise<string[]> {
  const { place, HW_DOMAIN_NAME, HW_USER_NAME, HW_ACCESS_KEY } = settings;
  const { region = '', project_id } = place;
  const own = [project_id, HW_DOMAIN_NAME, HW_USER_NAME, HW_ACCESS_KEY].filter((text) => text !== undefined);
  const { files, names } = recordingOf(recorder.exchanges, documentedOf(subjects), {
    key: randomBytes(32),
    region,
    own,
  });
  const report = results
    .filter(({ group }) => group === 'operations' || group === 'replies' || group === 'facts')
    .map(({ says, details = [], ms, ...rest }) => ({
      ...rest,
      says: names.scrub(says),
      details: details.map(names.scrub),
    }));
  const all = [...files, { name: 'report.json', content: report }];
  for (const { name, content } of all) {
    await writeFile(join(directory, name), `${JSON.stringify(content, null, 2)}\n`);
  }
  return all.map(({ name }) => name);
}
