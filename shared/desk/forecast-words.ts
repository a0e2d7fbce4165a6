import type { Forecast, Range } from '../fleet/forecast/forecast.ts';
import { howMany } from '../values/how-many.ts';
import { utc } from '../values/time/instant.ts';
import { DAY } from '../values/time/units.ts';

/** What is foreseen, in one line: when it starts, by when it is done, and how much is left; of a halted rollout, if it goes on. */
export function forecastLine(found: Forecast): string {
  const halted = found.decided.some(({ verb }) => verb === 'proceed');
  return halted ? `if it goes on now: ${foreseenText(found)}` : foreseenText(found);
}

function foreseenText(found: Forecast): string {
  const { at, first_start, done_by, good_until, halts } = found;
  const begins =
    first_start === undefined ? 'nothing more starts' : `${startWord(found)} ${minuteText(first_start)} UTC`;
  const left = leftText(found);
  if (halts !== undefined) return `${begins}; it halts: ${halts}; ${left}`;
  if (found.left.most === 0 && done_by) return `${begins}, done by ${rangeText(done_by)}, ${left}`;
  const over =
    good_until === undefined
      ? left
      : `${left} when its plan is no longer good (${minuteText(good_until)} UTC)`;
  if (!done_by) return `${begins}; ${over}, and not done within ten years`;
  const isBefore = good_until !== undefined && done_by.earliest <= good_until;
  const done = isBefore
    ? `all of it would be done by ${rangeText(done_by)}`
    : `not done before ${farText(done_by.earliest, at)}`;
  return `${begins}; ${over}, ${done}`;
}

const startWord = ({ waves, at }: Forecast): string =>
  waves.some(({ starts }) => starts && starts.earliest < at) ? 'next start' : 'first start';

const numberText = (count: number): string => count.toLocaleString('en');

function leftText({ left: { fewest, most } }: Forecast): string {
  return fewest === most ? `${numberText(most)} left` : `${numberText(fewest)} to ${numberText(most)} left`;
}

const minuteText = (at: number): string => utc(at).slice(0, 16).replace('T', ' ');

/** A range in the fewest words: a time, two times of a day, or two days. */
function rangeText({ earliest, latest }: Range): string {
  const from = minuteText(earliest);
  if (latest === undefined) return `${from} UTC at the earliest`;
  const to = minuteText(latest);
  const [day, toDay] = [from.slice(0, 10), to.slice(0, 10)];
  if (from === to) return `${from} UTC`;
  return day === toDay ? `${from} to ${to.slice(11)} UTC` : `${day} to ${toDay}`;
}

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A time far off is a month. */
const farText = (at: number, now: number): string =>
  at - now > 60 * DAY ? MONTH.format(at) : `${minuteText(at)} UTC`;

const TAKEN_AS: Readonly<Record<Forecast['decided'][number]['verb'], string>> = {
  approve: 'taken as approved now',
  promote: 'taken as promoted at once',
  confirm: 'taken as confirmed at once',
  proceed: 'taken as proceeded with now',
};

/** What a forecast takes as given, a sentence each. */
export function givenTexts({ decided, assumed }: Forecast): string[] {
  const approvals = decided.flatMap(({ verb, wave }) => (verb === 'approve' && wave ? [wave] : []));
  const others = decided.filter(({ verb }) => verb !== 'approve');
  return [
    ...(approvals.length > 0
      ? [`${howMany(approvals.length, 'wave')} taken as approved now: ${approvals.join(', ')}`]
      : []),
    ...others.map(({ verb, because }) => `${TAKEN_AS[verb]}: ${because}`),
    ...(assumed.length > 0
      ? [
          `too few ends are known of ${assumed.join(', ')}: its work is taken to last from half as long as is assumed to half as long again`,
        ]
      : []),
    'every release ends well; a pause and what other rollouts have at work are not foreseen',
  ];
}

/** Waves with when they are foreseen to start and to end, the heads first; `none` where they do not. */
export const forecastRows = ({ waves }: Forecast, none: string): string[][] => [
  ['wave', 'targets', 'starts', 'done by'],
  ...waves.map(({ name, size, starts, ends }) => [
    name,
    String(size),
    starts ? rangeText(starts) : none,
    ends ? rangeText(ends) : none,
  ]),
];
