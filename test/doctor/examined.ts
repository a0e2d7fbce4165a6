import { readSubjects } from '../../cli/commands/cloud/subjects.ts';
import type { CalendarHere, Result } from '../../shared/doctor/check.ts';
import { examine } from '../../shared/doctor/examine.ts';
import { openRecorder, type Recorder } from '../../shared/doctor/recorder.ts';
import { surveysOf } from '../../shared/fleet/places.ts';
import type { PlaceId } from '../../shared/fleet/selectors/surveyed.ts';
import { givenSettings } from '../../shared/settings/settings.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import { FAULTS } from '../../stand-in/rehearsal/doctor/faults.ts';
import { type DoctorStage, startDoctorStage } from '../../stand-in/rehearsal/doctor/stage.ts';

/** What the doctor found on a stage, and the stage as it was left. */
export interface Examined {
  readonly results: readonly Result[];
  readonly recorder: Recorder;
  readonly stage: DoctorStage;
  /** The result of a check; throws where there is none of that name. */
  named(name: string): Result;
  /** Names of the results that are not *ok*, with their level. */
  readonly troubles: Record<string, string>;
}

const NO_CALENDAR: CalendarHere = {
  calendar: { windows: {}, freezes: {}, never_together: [] },
  hash: '',
};
const CLEAN = { ...process.env };

/** Starts a stage, makes it wrong in these ways, and lets the doctor look at it with its environment and these changes. */
export async function examineStage({
  faults = [],
  environment = {},
  prepare = () => undefined,
  calendar = NO_CALENDAR,
  told = [],
  gates = [],
}: {
  faults?: readonly string[];
  environment?: Record<string, string | undefined>;
  prepare?: (stage: DoctorStage) => unknown;
  calendar?: CalendarHere;
  told?: readonly string[];
  gates?: readonly PlaceId[];
} = {}): Promise<Examined> {
  const stage = await startDoctorStage();
  try {
    for (const fault of faults) FAULTS[fault]?.(stage.cloud);
    await prepare(stage);
    process.env = { ...CLEAN, ...stage.environment };
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    const recorder = openRecorder();
    const results = await examine({
      subjects: await readSubjects(),
      queues: ['follow-job'],
      surveys: surveysOf([{ region: 'ap-southeast-1', project: LIVED_IN }]),
      calendar,
      told,
      gates,
      recorder,
      given: givenSettings(),
    });
    const named = (name: string) => {
      const result = results.find((one) => one.name === name);
      if (!result) throw new Error(`no check ${name}`);
      return result;
    };
    const troubles = Object.fromEntries(
      results.filter(({ level }) => level !== 'ok').map(({ name, level }) => [name, level]),
    );
    return { results, recorder, stage, named, troubles };
  } finally {
    process.env = { ...CLEAN };
    await stage.close();
  }
}
