import { catalog } from '../../../functions/catalog.ts';
import { toldOfCalendar } from '../../../infra/calendar/calendar-of.ts';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import { problemsOf } from '../../../shared/calendar/problems.ts';
import type { Canceled } from '../../../shared/desk/cancel.ts';
import { type CloudSide, cloudSide } from '../../../shared/following/cancel-in-cloud.ts';
import type { CancelPlan } from '../../../shared/following/cancel-plan.ts';
import { readUnfinished } from '../../../shared/ledger/entry/unfinished.ts';
import { entryKey } from '../../../shared/ledger/keys.ts';
import { type Ledger, openLedger } from '../../../shared/ledger/store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { freezesOf, type ScheduledJob, scheduledJobs, siteOf } from '../../calendar-items.ts';
import { calendarStage } from '../../calendar-stage.ts';
import { defineCommand } from '../../command.ts';
import { EXIT, type ExitCode, worstOf } from '../../exit-code.ts';
import { ofStage } from '../../reads.ts';
import { agrees } from '../../terminal/confirm.ts';
import { userName } from '../../terminal/person.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { metText } from '../../words/calendar-text.ts';
import { canceledText, exitCodeFor, planText } from '../../words/cancel-text.ts';

export const calendarCheck = defineCommand({
  name: 'calendar check',
  says: "Tells what is wrong with the calendar: that it runs out, a window that freezes keep shut, a freeze that is over; and which hotfixes the cloud has taken that would be at work in a freeze, as one that was made later. It asks whether those are canceled in the cloud, for all instances that share a task, and reads the cloud's list as proof.",
  options: {
    by: { takes: '<name>', says: 'who calls them off, for the record; the login name by default' },
    yes: {
      says: 'cancel them without asking; without it and where no terminal is on the standard input they stay',
    },
    ...ofStage,
  },
  needs: ['LEDGER_TABLE'],
  reads:
    'FLEET_TABLE, for how long such work usually lasts; AWS_REGION and AWS credentials that may read both tables, and write the ledger when something is canceled; the HW_… credentials when something would be at work in a freeze.',
  exits: {
    0: 'nothing is wrong, or what would be at work in a freeze is canceled',
    1: 'something is wrong with the calendar, or would be at work in a freeze',
    2: 'the cloud does not show whether it canceled',
    64: 'bad usage, or a file is wrong',
    69: 'configuration, credentials or ledger',
  },
  async run({ by = userName(), yes, ...asked }, { terminal, readSettings }) {
    const settings = await readSettings(asked);
    const ledger = openLedger(settings.LEDGER_TABLE);
    const now = Date.now();
    const jobs = await scheduledJobs(await readUnfinished(ledger.table), settings, now);
    const { calendar, sites } = calendarStage(settings, terminal, {
      now,
      more: jobs.map(({ entry }) => siteOf(entry)),
    });
    const problems = toldOfCalendar(problemsOf(calendar, sites, now), settings.STAGE);
    terminal.tell(problems.map((problem) => `${problem}\n`).join(''));
    const met = jobs.filter((job) => freezesOf(calendar, job).length > 0);
    const codes: ExitCode[] = problems.length > 0 ? [EXIT.refused] : [];
    if (met.length > 0)
      codes.push(...(await recallMet(met, calendar, ledger, settings, { by, yes }, terminal)));
    if (codes.length === 0)
      terminal.tell(
        isEmpty(calendar)
          ? `there is no window and no freeze to check: calendar.yml of this folder has none, or is missing\n`
          : `nothing is wrong with the calendar, and none of ${jobs.length} scheduled jobs meets a freeze\n`,
      );
    return worstOf(codes);
  },
});

const isEmpty = ({ windows, freezes }: Calendar): boolean =>
  Object.keys(windows).length + Object.keys(freezes).length === 0;

async function recallMet(
  met: readonly ScheduledJob[],
  calendar: Calendar,
  ledger: Ledger,
  settings: Settings,
  { by, yes }: { by: string; yes: boolean },
  terminal: Terminal,
): Promise<ExitCode[]> {
  const { tell, say } = terminal;
  tell(`\nWould be at work in a freeze:\n${metText(met, (job) => freezesOf(calendar, job))}`);
  const cloud = cloudSide(ledger, settings);
  const plans: CancelPlan[] = [];
  for (const some of Map.groupBy(met, ({ entry }) => entryKey(entry)).values()) {
    const plan = await planOf(some, cloud);
    if (plan) plans.push(plan);
  }
  say(planText(plans));
  const recalls = plans.flatMap(({ request, recalls }) => recalls.map((recall) => ({ request, recall })));
  const agreed =
    recalls.length > 0 &&
    (yes ||
      (terminal.input.isTTY &&
        (await agrees(terminal, { to: 'cancel this in the cloud (anything else leaves it)' }))));
  if (!agreed) {
    say(recalls.length > 0 ? STAYS : 'Nothing of it can be canceled.\n');
    return [EXIT.refused];
  }
  const results: Canceled[] = plans.flatMap(({ stays }) =>
    stays.map((one) => ({ ...one, result: 'stays' as const })),
  );
  for (const { request, recall } of recalls) results.push(...(await cloud.recall(request, recall, by)));
  tell(canceledText(results));
  return results.map(exitCodeFor);
}

const STAYS = 'Nothing was canceled: it stays as it is; --yes cancels it.\n';

/** How jobs of one request can be recalled, and nothing else of it. */
async function planOf(
  [first, ...others]: readonly ScheduledJob[],
  cloud: CloudSide,
): Promise<CancelPlan | undefined> {
  const operation = catalog.find(({ name }) => name === first?.entry.operation);
  if (!first || !operation) return undefined;
  const jobs = [first, ...others].map(({ job }) => job);
  const plan = await cloud.plan({ operation, entry: { ...first.entry, targets: {}, jobs } });
  return { ...plan, request: { operation, entry: first.entry } };
}
