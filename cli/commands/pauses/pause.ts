import { ALL } from '../../../shared/ledger/pause.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { operationCalled, reasonIn } from '../../reads.ts';
import { pauseNow } from './pause-now.ts';

export const pause = defineCommand({
  name: 'pause',
  says: 'From now on nothing is sent to the cloud, but for requests that are leaving this very moment. What comes waits in the ledger and is sent after resume, unless its not_after passes before. Looking and following go on.',
  options: {
    operation: { takes: '<name>', says: 'only this operation; without it, all', read: operationCalled },
    reason: { takes: '<text>', says: 'why, for everybody who meets the pause', read: reasonIn },
  },
  needs: ['LEDGER_TABLE'],
  reads: 'EVENT_BUS to have it told; AWS_REGION and AWS credentials.',
  exits: { 0: 'paused', 64: 'bad usage', 69: 'configuration or ledger' },
  async run({ operation, reason }, { terminal, settings }) {
    const config = settings();
    const asked = { operation: operation?.name ?? ALL, reason };
    await pauseNow(openLedger(config.LEDGER_TABLE), asked, config, terminal);
    return EXIT.done;
  },
});
