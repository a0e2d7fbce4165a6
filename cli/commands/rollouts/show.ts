import { needsOf } from '../../../shared/desk/rollout-needs.ts';
import { STRIP_LEGEND } from '../../../shared/desk/wave-strip.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { isOver } from '../../../shared/fleet/rollout/state.ts';
import { openSteering } from '../../../shared/fleet/steering/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { defineCommand } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { foreseenRollout } from '../../foreseen-rollout.ts';
import { ofStage, pageOutput } from '../../reads.ts';
import { oneRollout, rolloutCalled } from '../../rollout-called.ts';
import { rolloutCsv, rolloutJson, rolloutMarkdown } from '../../words/rollout-record.ts';
import { rolloutText } from '../../words/rollout-text.ts';

export const showRollout = defineCommand({
  name: 'fleet show',
  says: 'Shows a rollout, or the plan that it will be: its waves, what it brings and what it leaves out and why, what needs you and what ends by itself, the targets to look at, and who decided what. It reads the fleet table only.',
  words: { rollout: oneRollout },
  options: {
    targets: { says: 'every target and everything that happened, not only what is to be looked at' },
    output: pageOutput,
    ...ofStage,
  },
  needs: ['FLEET_TABLE'],
  reads:
    'AWS_REGION and AWS credentials that may read the fleet table (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query).',
  exits: {
    0: 'it is done, or goes on without you',
    1: 'it is halted, or ended without being done',
    3: 'it needs you: an approval, or a wave at its gate',
    64: 'bad usage, or there is no such rollout',
    69: 'configuration, or the fleet table could not be read',
  },
  async run({ rollout, targets, output = 'text', ...asked }, { terminal, readSettings, here }) {
    const settings = await readSettings(asked);
    const table = openFleetTable(settings.FLEET_TABLE);
    const { head } = await rolloutCalled(openSteering(table), rollout);
    const now = Date.now();
    const whole = await foreseenRollout(table, head, settings, now);
    if (output === 'json') terminal.print(rolloutJson(whole, now, here));
    else if (output === 'csv') terminal.print(rolloutCsv(whole, now));
    else if (output === 'md') terminal.print(rolloutMarkdown(whole, now));
    else if (output === 'html') {
      const { rolloutFile } = await import('../../../shared/page/rollout-file.ts');
      terminal.print(rolloutFile(whole, now, here));
    } else {
      terminal.tell(rolloutText(whole, targets, { now, width: terminal.width, here }));
      terminal.say(`\n${STRIP_LEGEND}\n`);
    }
    return exitCodeFor(head, now);
  },
});

function exitCodeFor(head: RolloutHead, now: number): ExitCode {
  if (head.state === 'halted' || (isOver(head) && head.state !== 'done')) return EXIT.refused;
  return needsOf(head, now).length > 0 ? EXIT.held : EXIT.done;
}
