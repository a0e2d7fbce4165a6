import type { Entry } from '../ledger/entry/entry.ts';
import type { Job } from '../ledger/entry/job.ts';
import type { Step } from '../ledger/entry/step.ts';
import { howLong } from '../values/time/how-long.ts';
import { utc } from '../values/time/instant.ts';
import type { Request } from './requests.ts';
import { changeText } from './standing-words.ts';

/** A line of a request's history: when, and what in plain words; the lines after the first belong to it. */
export interface Event {
  readonly at: number;
  readonly lines: readonly string[];
}

/** What happened to a request and its jobs, in the order of time. */
export function timelineOf({ operation, entry }: Request): Event[] {
  const { history = [], jobs = [], terms } = entry;
  const events = [
    askedFor(entry, operation.effect),
    ...history.map((step) => ({ at: step.at, lines: stepLines(step, entry) })),
    ...jobs.flatMap((job) => jobEvents(job, terms.starts_at !== undefined)),
  ];
  return events.sort((one, other) => one.at - other.at);
}

function askedFor(entry: Entry, effect: string): Event {
  const { trigger, sender, triggered_at, deadline, intent, fields, unchecked = {} } = entry;
  const { requested_by, change_id, reason } = intent;
  const asked = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'string' ? [`${name} ${value}`] : [],
  );
  const who = [
    requested_by && `by ${requested_by}`,
    TRIGGERS[trigger],
    sender && `of ${sender}`,
    change_id && `for change ${change_id}`,
    reason && `because ${JSON.stringify(reason)}`,
  ];
  return {
    at: triggered_at,
    lines: [
      `asked for ${who.filter(Boolean).join(', ')}`,
      `it ${effect}`,
      ...(asked.length > 0 ? [`with ${asked.join(', ')}`] : []),
      `nothing of it is sent after ${utc(deadline)}`,
      ...Object.entries(unchecked).map(
        ([target, what]) => `not checked beforehand of ${target}: ${what.join(', ')}`,
      ),
    ],
  };
}

const TRIGGERS: Readonly<Record<Entry['trigger'], string>> = {
  timer: 'by a timer',
  queue: 'by a queue message',
  webhook: 'by a webhook',
  invoke: 'by hand',
  fleet: 'by a fleet',
};

const SAYS: Readonly<Record<Step['what'], string>> = {
  claimed: 'about to be sent; the run ended without a word, so it may have left',
  answered: 'sent, and the cloud answered',
  unanswered: 'sent, and no usable answer came',
  waits: 'not sent',
  checked: 'not sent for what was seen beforehand',
  looked: 'the cloud was asked what became of it',
  ended: 'given up',
  directed: 'a person decided',
  canceled: 'called off',
  released: 'its instance was released',
  left_out: 'steps are not kept',
};

/** Why it was sent again after a step, or was not. */
function whyOf({ what, said = '', again }: Step): string | undefined {
  if (what === 'looked') return again ? 'so it is sent again' : undefined;
  if (again) return 'this passes by itself, so it is tried again';
  if (what === 'claimed' || what === 'unanswered' || said.startsWith('unknown')) {
    return 'it may be at work, so the cloud is asked before anything is sent again';
  }
  return what === 'answered' && said.startsWith('rejected')
    ? 'this does not pass by itself, so it is not sent again'
    : undefined;
}

function stepLines(step: Step, { targets: all }: Entry): string[] {
  const { what, ms, targets, said, times, until, cloud_request_ids: ids } = step;
  if (what === 'left_out') return [`${times} ${SAYS[what]}`];
  const many = targets?.length ?? Object.keys(all).length;
  const often = times && until ? `, ${times} times until ${utc(until)}` : '';
  const took = ms === undefined || !['answered', 'unanswered'].includes(what) ? '' : ` after ${howLong(ms)}`;
  const why = whyOf(step);
  return [
    `${SAYS[what]}${took}${often}${said ? `: ${said}` : ''}`,
    ...(many === 1 || targets ? (targets ?? Object.keys(all)) : [`all ${many} targets`]),
    ...(ids ? [`cloud request ${ids.join(' ')}`] : []),
    ...(why ? [why] : []),
  ];
}

function jobEvents(job: Job, scheduled: boolean): Event[] {
  const {
    target,
    job_id,
    starts_at,
    accepted_at,
    looks,
    seen,
    completed_at,
    ends_by = 0,
    over_ran,
    end,
  } = job;
  const about = `job ${job_id} of ${target}`;
  const change = changeText(end?.before, end?.after);
  return [
    {
      at: accepted_at,
      lines: [`${about}: accepted${scheduled ? `, to start ${utc(starts_at)}` : ''}`],
    },
    ...(over_ran === undefined
      ? []
      : [
          {
            at: over_ran,
            lines: [`${about}: over-run, still at work after it had to end by ${utc(ends_by)}`],
          },
        ]),
    ...(seen && !end
      ? [
          {
            at: seen.at,
            lines: [`${about}: seen ${[seen.word, seen.progress].filter(Boolean).join(' ')}, look ${looks}`],
          },
        ]
      : []),
    ...(completed_at !== undefined && !end
      ? [{ at: completed_at, lines: [`${about}: completed, says the cloud; the change is not seen yet`] }]
      : []),
    ...(end
      ? [
          {
            at: end.at,
            lines: [
              `${about}: ${end.end.replaceAll('_', ' ')}${end.reason ? `, ${end.reason}` : ''}`,
              ...(change ? [change] : []),
            ],
          },
        ]
      : []),
  ];
}
