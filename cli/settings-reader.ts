import { type Given, inForce, loadSettings, loadStageSettings } from '../shared/settings/settings.ts';
import { Misconfigured } from '../shared/terms/errors.ts';
import type { Command, Environment, OfStage, Session } from './command.ts';
import { type Having, holds, missing, type Needable } from './needs.ts';
import { readStageEnvironment } from './stage-environment.ts';
import type { Terminal } from './terminal/terminal.ts';

/** How a command reads settings out of this shell's environment, or of a stage with that environment over it. */
export function settingsReader(
  { name, needs = [], urgent }: Command,
  shell: Environment,
  terminal: Pick<Terminal, 'say'>,
): Pick<Session<Needable>, 'readSettings' | 'giveSettings'> {
  const giveSettings = async ({ stage, operation }: OfStage = { stage: undefined }): Promise<Given> => {
    if (stage === undefined) return given(() => loadSettings(shell));
    const read = await readStageEnvironment({ stage, operation, urgent: urgent === true }, shell, terminal);
    return given(() => (read.whole ? loadStageSettings(read.environment) : loadSettings(read.environment)));
  };
  return {
    giveSettings,
    async readSettings(of) {
      const settings = inForce(await giveSettings(of));
      const unset = needs.filter((variable) => !holds(settings, variable));
      if (unset.length > 0) throw missing(name, unset);
      return settings as Having<Needable>;
    },
  };
}

function given(load: () => Given): Given {
  try {
    return load();
  } catch (error) {
    if (error instanceof Misconfigured) return error;
    throw error;
  }
}
