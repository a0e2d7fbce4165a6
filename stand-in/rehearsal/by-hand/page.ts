/** What there is to paste, as lines of a shell. */
interface Parts {
  /** The file that opens a shell of the rehearsal. */
  readonly shell: string;
  readonly triggers: readonly string[];
  readonly controlUrl: string;
  readonly workMs: number;
  /** The operation whose dead letters are shown. */
  readonly deadLettered: string;
}

/** What a person is told; every line that begins with a command works as it stands. */
export const page = ({ shell, triggers, controlUrl, workMs, deadLettered }: Parts): string =>
  [
    `Everything stays up until Ctrl-C (process ${process.pid}); what the functions print shows here. In another terminal, in this`,
    'folder, enter a shell whose variables lead here; exit leaves it, and your own variables are as they were:',
    '',
    `sh ${shell}`,
    '',
    'Then look around. The ledger holds the requests of the rehearsal, too; their cloud was put back, and jobs that had not ended',
    'then are not followed, but stay "accepted":',
    '',
    'npx --no-install db-upkeep status --last 5',
    `npx --no-install db-upkeep dead-letters list ${deadLettered}`,
    'npx --no-install db-upkeep pending',
    'npx --no-install db-upkeep doctor',
    '',
    'Fleets are on stand-ins of their own: the last lines here tell where a browser shows them half rolled out, and which shell their',
    'commands work in; that takes a minute.',
    '',
    `Have databases patched, by queue message, by timer and by signed webhook. The cloud is at work on each for ${workMs / 1000} s. Pasted`,
    'again, they are duplicates:',
    '',
    ...triggers.flatMap((command) => [command, '']),
    'See how far they are, and how it came about:',
    '',
    'npx --no-install db-upkeep status --last 3',
    'npx --no-install db-upkeep explain by-queue',
    '',
    'The stand-in cloud tells what it was asked, and can be told to let the next work fail:',
    '',
    `curl -sS -w '\\n' ${controlUrl}/record`,
    `curl -sS -w '\\n' -d '{"how":"failed","fail_reason":"Node 2 did not come back."}' ${controlUrl}/endings`,
    '',
  ].join('\n');
