import { checkedStage } from './checked-stage.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { PACKAGE_USAGE, readPackageOptions } from './package-options.ts';
import { buildFunctions, packageStage } from './package-stage.ts';
import { print, say } from './streams.ts';
import { missingText, warningsText } from './words/decisions-text.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = readPackageOptions(args);
  if (options === 'help') {
    print(PACKAGE_USAGE);
    return EXIT.done;
  }
  const stage = checkedStage(options.stage);
  const packaged = (await buildFunctions()) && (await packageStage(options));
  say(`${missingText(stage.missing)}${warningsText(stage)}`);
  return packaged ? EXIT.done : EXIT.refused;
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
