import { offering } from '../../../functions/offers.ts';
import { surveyName } from '../../../shared/desk/fleet-words.ts';
import { placesOf, surveysOf } from '../../../shared/fleet/places.ts';
import type { PlaceId } from '../../../shared/fleet/selectors/surveyed.ts';
import type { Survey, SurveyHead } from '../../../shared/fleet/survey/rows.ts';
import { type Surveyed, standingOf, surveyPlaces } from '../../../shared/fleet/survey/survey-places.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { wait } from '../../../shared/platform/wait.ts';
import { SECOND } from '../../../shared/values/time/units.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { localCalendar } from '../../local-calendar.ts';
import { localFleets } from '../../local-fleets.ts';
import { ofStage, outputCalled } from '../../reads.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import {
  beforehandText,
  obstaclesText,
  progressText,
  surveyJson,
  surveyText,
} from '../../words/survey-text.ts';

export const survey = defineCommand({
  name: 'survey',
  says: 'Reads now what every place holds and what is offered there, as the function survey-fleet does by itself: it goes on with a pass that is under way, or makes one. It only reads the cloud.',
  options: {
    place: {
      takes: '<region>/<project>',
      says: 'this place only; by default every place of fleets.yml, and that of HW_REGION_NAME and HW_PROJECT_ID',
    },
    output: {
      takes: 'text|json',
      says: 'text for a person (default); json for programs, as one object',
      read: outputCalled,
    },
    ...ofStage,
  },
  needs: ['FLEET_TABLE'],
  reads:
    'the HW_… credentials; READS_A_MINUTE; LEDGER_TABLE, to know how jobs ended and to leave refused credentials alone as the functions do; AWS_REGION and AWS credentials that may read and write the fleet table (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:PutItem, dynamodb:BatchWriteItem).',
  exits: {
    0: 'every place was read whole',
    2: 'a place could not be read, or not whole',
    64: 'bad usage, or fleets.yml or calendar.yml is wrong',
    69: 'configuration, credentials, or the fleet table',
  },
  async run({ place, output = 'text', ...asked }, { terminal, readSettings }) {
    const settings = await readSettings(asked);
    const fleets = localFleets(settings, terminal);
    const { never_together } = localCalendar(settings, terminal);
    const surveys = surveysOf(chosen(placesOf(fleets, settings.place), place));
    const pace = settings.READS_A_MINUTE;
    const standing = await standingOf(openFleetTable(settings.FLEET_TABLE), surveys);
    terminal.say(
      beforehandText(
        standing.map((one) => one.standing?.head),
        pace,
      ),
    );
    const wanted = {
      fleets,
      never_together,
      offering: await offering(),
      now: true,
      remaining: () => Number.POSITIVE_INFINITY,
      progress: progressTo(terminal, pace),
    };
    const surveyed = new Map<string, Surveyed>();
    const failures = new Set<string>();
    let left: readonly Survey[] = surveys;
    for (;;) {
      const run = await surveyPlaces(settings, { ...wanted, surveys: left });
      for (const one of run.surveyed) surveyed.set(surveyName(one.head), one);
      for (const failure of run.failures) failures.add(failure);
      left = run.surveyed.flatMap(({ did, head }) => (did === 'at_it' ? [head] : []));
      if (left.length === 0) break;
      terminal.say(`${left.map(surveyName).join('; ')}: another run is at it, which is waited for\n`);
      await wait(AGAIN_MS);
    }
    const all = [...surveyed.values()];
    if (output === 'json') terminal.print(surveyJson(all, [...failures]));
    else terminal.tell(surveyText(all, terminal.width));
    terminal.say(obstaclesText(all));
    for (const failure of failures) terminal.say(`${failure}\n`);
    if (all.some(isFirst)) terminal.say(FIRST);
    return exitCodeFor(all, failures.size);
  },
});

const AGAIN_MS = 5 * SECOND;
const SAID_EVERY = 30 * SECOND;

const FIRST =
  'This was the first pass: every version that is offered counts as 0 days old, since the cloud tells no date of release.\n';

const isFirst = ({ did, head }: Surveyed): boolean =>
  did === 'completed' && head.complete !== undefined && head.complete.started_at === head.first_pass_at;

const exitCodeFor = (all: readonly Surveyed[], failures: number): number => {
  if (failures > 0 || all.some(({ head }) => head.stuck?.kind === 'credentials')) return EXIT.unavailable;
  const isWhole = ({ did, head: { complete, stuck } }: Surveyed) =>
    stuck?.kind === 'no_host' ||
    (did === 'completed' && !complete?.nameless && complete?.unlisted === undefined);
  return all.every(isWhole) ? EXIT.done : EXIT.unknown;
};

/** The place that was asked for, among those that are surveyed. Throws `BadUsage`. */
function chosen(places: readonly PlaceId[], wanted: string | undefined): readonly PlaceId[] {
  const names = places.map(({ region, project }) => `${region}/${project}`);
  if (places.length === 0) {
    throw new BadUsage(
      'no place to survey: no fleet of fleets.yml names one, and HW_REGION_NAME and HW_PROJECT_ID are not set',
    );
  }
  if (wanted === undefined) return places;
  const found = places.filter((_, index) => names[index] === wanted);
  if (found.length > 0) return found;
  throw new BadUsage(`--place: expected one of ${names.join(', ')}, got ${JSON.stringify(wanted)}`);
}

/** Tells of each survey how far it is, now and then. */
function progressTo({ say }: Pick<Terminal, 'say'>, pace: number): (head: SurveyHead) => void {
  const said = new Map<string, number>();
  return (head) => {
    const name = surveyName(head);
    const text = progressText(head, pace);
    if (text === '' || Date.now() - (said.get(name) ?? 0) < SAID_EVERY) return;
    said.set(name, Date.now());
    say(text);
  };
}
