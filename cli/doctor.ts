import { examine, exitCodeOf } from '../shared/doctor/examine.ts';
import { openRecorder } from '../shared/doctor/recorder.ts';
import { givenSettings, loadSettings } from '../shared/settings/settings.ts';
import { type DoctorOptions, readDoctorOptions } from './doctor-options.ts';
import { startDoctorRehearsal } from './doctor-rehearsal.ts';
import { DOCTOR_USAGE } from './doctor-usage.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { print, say } from './streams.ts';
import { OTHER_QUEUES, readSubjects } from './subjects.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { resultsJson, resultsText } from './words/doctor-text.ts';
import { openDirectory, writeRecording } from './write-recording.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = readDoctorOptions(args);
  if (options === 'help') {
    print(DOCTOR_USAGE);
    return EXIT.done;
  }
  if (options.record) await openDirectory(options.record);
  if (!options.rehearsal) {
    useAwsProfile();
    return run(options);
  }
  const rehearsal = await startDoctorRehearsal(options.faults);
  say('Rehearsal: stand-ins on this machine take the place of the cloud and of AWS.\n\n');
  return run(options).finally(() => rehearsal.close());
}

async function run({ output, record }: DoctorOptions): Promise<number> {
  const subjects = await readSubjects();
  const recorder = openRecorder();
  const results = await examine({ subjects, queues: OTHER_QUEUES, recorder, given: givenSettings() });
  const { isTTY } = process.stdout;
  print(output === 'json' ? resultsJson(results, recorder) : resultsText(results, isTTY));
  if (record && recorder.exchanges.length > 0) {
    const files = await writeRecording(record, { subjects, recorder, results, config: loadSettings() });
    say(
      `\n${files.length} files in ${record}: ids, names, addresses and texts are replaced. Look at them before you pass them on.\n`,
    );
  }
  return exitCodeOf(results);
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
