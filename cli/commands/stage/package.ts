import { PROGRAM } from '../../../shared/values/program.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { missingText, warningsText } from '../../words/decisions-text.ts';
import { checkedStage } from './checked-stage.ts';
import { buildFunctions, packageStage } from './package-stage.ts';

export const packageFunctions = defineCommand({
  name: 'package',
  says: 'Checks the environment, the policy, the schedules, the fleets and the calendar of a stage as its functions will read them, builds the functions, and packages them into .serverless/, without network and without an account.',
  options: {
    stage: { takes: '<stage>', says: 'dev unless given' },
    'aws-region': { takes: '<region>', says: "AWS's; AWS_REGION or that of serverless.yml unless given" },
  },
  more: `${PROGRAM} deploy --help lists the variables; deploy --dry-run packages too, and shows what would be deployed.`,
  exits: {
    0: 'packaged, and deployable',
    1: 'not built or not packaged',
    64: 'something to mend, a line each; or packaged, but not deployable without the variables that it names',
  },
  async run({ stage = 'dev', 'aws-region': region }, { terminal }) {
    const checked = checkedStage(stage);
    const packaged = (await buildFunctions()) && (await packageStage({ stage, region }));
    terminal.say(`${missingText(checked.missing)}${warningsText(checked)}`);
    if (!packaged) return EXIT.refused;
    return checked.missing.length > 0 ? EXIT.badInput : EXIT.done;
  },
});
