import { readFleets } from '../../../shared/desk/find-rollout.ts';
import { needsOf } from '../../../shared/desk/rollout-needs.ts';
import { openSteering } from '../../../shared/fleet/steering/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { begunText } from '../../../shared/words/command-text.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { localFleets } from '../../local-fleets.ts';
import { ofStage, tableOutput } from '../../reads.ts';
import { fleetRows, fleetsJson } from '../../words/fleets-record.ts';
import { alignedText, csvText, markdownText } from '../../words/table-text.ts';

export const listFleets = defineCommand({
  name: 'fleet list',
  says: 'Tells of every fleet of fleets.yml where its rollout stands: what is at work, how it went, whether it needs you, and when the next plan is made. Rollouts of fleets that are no more in fleets.yml are told too, while they are open.',
  options: { output: tableOutput, ...ofStage },
  needs: ['FLEET_TABLE'],
  reads:
    'fleets.yml and calendar.yml of this folder; AWS_REGION and AWS credentials that may read the fleet table (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query).',
  exits: {
    0: 'nothing needs you',
    3: 'a rollout needs you: an approval, a wave at its gate, or a decision about what halted it',
    64: 'bad usage, or fleets.yml is wrong',
    69: 'configuration, or the fleet table could not be read',
  },
  async run({ output = 'text', ...asked }, { terminal, readSettings, here }) {
    const settings = await readSettings(asked);
    const names = Object.keys(localFleets(settings, terminal));
    const fleets = await readFleets(openSteering(openFleetTable(settings.FLEET_TABLE)), names);
    const now = Date.now();
    if (output === 'json') terminal.print(fleetsJson(fleets, now));
    else if (output === 'csv') terminal.print(csvText(fleetRows(fleets, now, '')));
    else if (output === 'md') terminal.print(markdownText(fleetRows(fleets, now, '')));
    else terminal.tell(alignedText(fleetRows(fleets, now, '-'), terminal.width));
    if (fleets.length === 0) terminal.say('fleets.yml has no fleet, and no rollout is open.\n');
    else if (output === 'text')
      terminal.say(`To look at one of them: ${begunText('fleet show', here)} <fleet>\n`);
    const needs = fleets.some(({ rollouts }) => rollouts.some((head) => needsOf(head, now).length > 0));
    return needs ? EXIT.held : EXIT.done;
  },
});
