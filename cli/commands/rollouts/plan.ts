import type { FleetHead, Planned } from '../../../shared/fleet/steering/fleet-head.ts';
import { openSteering, type Store } from '../../../shared/fleet/steering/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { wait } from '../../../shared/platform/wait.ts';
import { MINUTE, SECOND } from '../../../shared/values/time/units.ts';
import { defineCommand } from '../../command.ts';
import { putDecision } from '../../decision-queue.ts';
import { EXIT } from '../../exit-code.ts';
import { foreseenRollout } from '../../foreseen-rollout.ts';
import { fleetCalled, localFleets } from '../../local-fleets.ts';
import { ofStage, reasonIn, tableOutput } from '../../reads.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { rolloutCsv, rolloutJson, rolloutMarkdown } from '../../words/rollout-record.ts';
import { rolloutText } from '../../words/rollout-text.ts';

export const plan = defineCommand({
  name: 'plan',
  says: 'Asks for a plan of a fleet, waits for it, and shows it with its hash. It sends nothing to any database: what a plan brings starts only once its waves are approved. It may be interrupted at any time: the plan is made all the same.',
  words: { fleet: { takes: '<fleet>', says: 'a fleet of fleets.yml' } },
  options: {
    reason: { takes: '<text>', says: 'why, for the record of the rollout', read: reasonIn },
    output: tableOutput,
    ...ofStage,
  },
  needs: ['FLEET_TABLE', 'QUEUE_URL'],
  reads:
    'fleets.yml of this folder; AWS_REGION and AWS credentials that may read the fleet table (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query) and send to the queue of decisions (sqs:SendMessage), whose role policy.yml lets plan.',
  more: 'A plan is made from a survey that began at most 6 hours before; where there is none it waits for one, which may take hours in large places.',
  exits: {
    0: 'proposed, or the plan that stands open is still the same',
    1: 'refused',
    2: 'asked for, and no answer came within a few minutes',
    3: 'there is nothing to do',
    64: 'bad usage, or fleets.yml is wrong',
    69: 'configuration, the fleet table, or the queue',
  },
  async run({ fleet, reason, output = 'text', ...asked }, { terminal, readSettings, here }) {
    const settings = await readSettings(asked);
    fleetCalled(fleet, localFleets(settings, terminal));
    const table = openFleetTable(settings.FLEET_TABLE);
    const store = openSteering(table);
    const before = await headOf(store, fleet);
    const because = reason === undefined ? {} : { reason };
    await putDecision(settings.QUEUE_URL, { verb: 'plan', fleet, ...because });
    terminal.say(`A plan of ${fleet} is asked for. It is made all the same if you do not wait for it.\n`);
    const planned = await plannedSince(before?.planned, fleet, store, terminal);
    if (!planned) {
      terminal.say(
        `No answer came within a few minutes; the plan may still be made. Look whether the functions have this fleets.yml with ${fleet} in it, and at the dead-letter queue of decide-rollouts.\n`,
      );
      return EXIT.unknown;
    }
    const { is, rollout, reason: why } = planned;
    terminal.say(`${WORDS[is]}${why ? `: ${why}` : ''}\n\n`);
    const head = rollout === undefined ? undefined : (await store.head(rollout))?.doc;
    if (head) {
      const now = Date.now();
      const whole = await foreseenRollout(table, head, settings, now);
      if (output === 'json') terminal.print(rolloutJson(whole, now, here));
      else if (output === 'csv') terminal.print(rolloutCsv(whole, now));
      else if (output === 'md') terminal.print(rolloutMarkdown(whole, now));
      else terminal.tell(rolloutText(whole, false, { now, width: terminal.width, here }));
    }
    return EXITS[is];
  },
});

const WORDS: Readonly<Record<Planned['is'], string>> = {
  proposed: 'proposed',
  same: 'the plan that stands open is still the same, with what was approved of it',
  nothing: 'there is nothing to do',
  refused: 'refused',
};

const EXITS = {
  proposed: EXIT.done,
  same: EXIT.done,
  nothing: EXIT.held,
  refused: EXIT.refused,
} as const satisfies Readonly<Record<Planned['is'], number>>;

const headOf = async (store: Store, fleet: string): Promise<FleetHead | undefined> =>
  (await store.fleets([fleet])).get(fleet)?.doc;

const HEARD_WITHIN = 3 * MINUTE;
const LOOKED_EVERY = 5 * SECOND;

/** What became of a plan that was asked for just now, however long that takes; undefined where nobody hears of it. */
async function plannedSince(
  before: Planned | undefined,
  fleet: string,
  store: Store,
  { say }: Pick<Terminal, 'say'>,
): Promise<Planned | undefined> {
  let said: string | undefined;
  for (let unheard = 0; unheard <= HEARD_WITHIN; unheard += LOOKED_EVERY) {
    const head = await headOf(store, fleet);
    const { planned, asked, waits = 'it is being made' } = head ?? {};
    if (planned && planned.at !== before?.at && !asked) return planned;
    if (asked) {
      unheard = 0;
      if (said !== waits) say(`${waits}\n`);
      said = waits;
    }
    await wait(LOOKED_EVERY);
  }
  return undefined;
}
