import { catalog } from '../../../functions/catalog.ts';
import { toBeSent } from '../../../shared/desk/to-be-sent.ts';
import { readUnfinished } from '../../../shared/ledger/entry/unfinished.ts';
import { ALL } from '../../../shared/ledger/pause.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { ofStage, operationCalled, reasonIn } from '../../reads.ts';
import { tellRollouts } from '../../rollouts-meanwhile.ts';
import { pauseNow } from './pause-now.ts';
import { timeLeftText } from './time-left.ts';

export const pause = defineCommand({
  name: 'pause',
  says: 'From now on nothing is sent to the cloud, but for requests that are leaving this very moment. What comes waits in the ledger and is sent after resume, unless its time is over before: then it is a dead letter. Says per operation how many targets wait now and until when. Looking and following go on.',
  options: {
    operation: { takes: '<name>', says: 'only this operation; without it, all', read: operationCalled },
    reason: { takes: '<text>', says: 'why, for everybody who meets the pause', read: reasonIn },
    ...ofStage,
  },
  needs: ['LEDGER_TABLE'],
  urgent: true,
  reads: 'EVENT_BUS to have it told; AWS_REGION and AWS credentials.',
  exits: { 0: 'paused', 64: 'bad usage', 69: 'configuration or ledger' },
  async run({ operation, reason, stage }, { terminal, readSettings, here }) {
    const settings = await readSettings({ stage, operation });
    const ledger = openLedger(settings.LEDGER_TABLE);
    await pauseNow(ledger, { operation: operation?.name ?? ALL, reason }, settings, terminal);
    const waiting = toBeSent(await readUnfinished(ledger.table), catalog);
    const paused = operation ? [operation] : catalog;
    terminal.say(timeLeftText(paused, waiting, settings, Date.now(), here));
    const names = paused.map(({ name }) => name);
    await tellRollouts('rollouts that start nothing of it meanwhile', names, settings, terminal, here);
    return EXIT.done;
  },
});
