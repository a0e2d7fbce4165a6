import type { Command } from './command.ts';
import { calendar } from './commands/calendar/calendar.ts';
import { calendarCheck } from './commands/calendar/check.ts';
import { listChannels, testChannel } from './commands/channels/channels.ts';
import { missed, redriveMissed } from './commands/channels/missed.ts';
import { doctor } from './commands/cloud/doctor.ts';
import { pending } from './commands/cloud/pending.ts';
import { list } from './commands/dead-letters/list.ts';
import { redrive } from './commands/dead-letters/redrive.ts';
import { show } from './commands/dead-letters/show.ts';
import { openConsole } from './commands/fleet/console.ts';
import { report } from './commands/fleet/report.ts';
import { survey } from './commands/fleet/survey.ts';
import { inbox } from './commands/inbox/inbox.ts';
import { panic } from './commands/pauses/panic.ts';
import { pause } from './commands/pauses/pause.ts';
import { resume } from './commands/pauses/resume.ts';
import { cancel } from './commands/requests/cancel.ts';
import { explain } from './commands/requests/explain.ts';
import { invoke } from './commands/requests/invoke.ts';
import { status } from './commands/requests/status.ts';
import { unlock } from './commands/requests/unlock.ts';
import { approve, reject } from './commands/rollouts/approve.ts';
import { forecastRollout } from './commands/rollouts/forecast.ts';
import { hold, unhold } from './commands/rollouts/hold.ts';
import { listFleets } from './commands/rollouts/list.ts';
import { plan } from './commands/rollouts/plan.ts';
import { showRollout } from './commands/rollouts/show.ts';
import { abort, proceed, promote, retry, stop } from './commands/rollouts/steer.ts';
import { deploy } from './commands/stage/deploy.ts';
import { packageFunctions } from './commands/stage/package.ts';
import { schemas } from './commands/stage/schemas.ts';
import { checkSecrets, rotateSecret, setSecret } from './commands/stage/secrets.ts';

/** Every command, in the order of its help. */
export const commands: readonly Command[] = [
  inbox,
  status,
  explain,
  pending,
  survey,
  report,
  openConsole,
  plan,
  listFleets,
  showRollout,
  forecastRollout,
  approve,
  reject,
  stop,
  abort,
  proceed,
  promote,
  retry,
  hold,
  unhold,
  calendar,
  calendarCheck,
  invoke,
  cancel,
  unlock,
  list,
  show,
  redrive,
  pause,
  resume,
  panic,
  doctor,
  packageFunctions,
  deploy,
  setSecret,
  checkSecrets,
  rotateSecret,
  listChannels,
  testChannel,
  missed,
  redriveMissed,
  schemas,
];
