import { offering } from '../../../functions/offers.ts';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import { type WholeRollout, wholeRollout } from '../../../shared/desk/read-rollout.ts';
import { stateText } from '../../../shared/desk/rollouts.ts';
import type { Forecast } from '../../../shared/fleet/forecast/forecast.ts';
import { readForecast } from '../../../shared/fleet/steering/read-forecast.ts';
import { openSteering } from '../../../shared/fleet/steering/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { localCalendar } from '../../local-calendar.ts';
import { ofStage, pageOutput } from '../../reads.ts';
import { oneRollout, rolloutCalled } from '../../rollout-called.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { forecastCsv, forecastJson, forecastMarkdown } from '../../words/forecast-record.ts';
import { forecastText } from '../../words/forecast-text.ts';

export const forecastRollout = defineCommand({
  name: 'fleet forecast',
  says: 'Foresees a plan, or a rollout under way: when it starts, by when each wave and all of it is done, and how much is left when the plan is no longer good. It does the same steps as the service does, on a clock of its own, with the usual durations; every approval is taken as given now. It sends nothing.',
  words: { rollout: oneRollout },
  options: { output: pageOutput, ...ofStage },
  needs: ['FLEET_TABLE'],
  reads:
    'calendar.yml of this folder; AWS_REGION and AWS credentials that may read the fleet table (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query).',
  exits: {
    0: 'nothing will be left',
    1: 'something will be left, or it halts',
    64: 'bad usage, calendar.yml is wrong, or there is no rollout of which anything can be foreseen',
    69: 'configuration, or the fleet table could not be read',
  },
  async run({ rollout, output = 'text', ...asked }, { terminal, readSettings }) {
    const settings = await readSettings(asked);
    const table = openFleetTable(settings.FLEET_TABLE);
    const { head } = await rolloutCalled(openSteering(table), rollout);
    const today = calendarOfToday(localCalendar(settings, terminal), terminal);
    const whole = await wholeRollout(table, head);
    const found = await readForecast(
      table,
      whole,
      { brought: await offering(), settings, today },
      Date.now(),
    );
    if (!found) {
      throw new BadUsage(`${head.id} is ${stateText(head)}: nothing of it can be foreseen`);
    }
    if (output === 'text') terminal.tell(forecastText(whole.head, found, terminal.width));
    else terminal.print(await written(output, whole, found));
    return found.left.most > 0 ? EXIT.refused : EXIT.done;
  },
});

/** Undefined where this folder has none: a fleet's windows would then never open. */
function calendarOfToday(local: Calendar, { say }: Pick<Terminal, 'say'>): Calendar | undefined {
  const { windows, freezes } = local;
  if (Object.keys(windows).length + Object.keys(freezes).length > 0) return local;
  say('This folder has no calendar.yml, or an empty one: what follows is by the calendar of the plan.\n');
  return undefined;
}

async function written(
  output: 'csv' | 'md' | 'json' | 'html',
  { head }: Pick<WholeRollout, 'head'>,
  found: Forecast,
): Promise<string> {
  if (output === 'csv') return forecastCsv(head, found);
  if (output === 'json') return forecastJson(head, found);
  if (output === 'md') return forecastMarkdown(head, found);
  const { forecastFile } = await import('../../../shared/page/forecast.ts');
  return forecastFile(head, found);
}
