import { readArguments } from '../read-arguments.ts';

const USAGE = `npm start [-- options]

Builds the functions and plays them in their own processes under AWS's runtime client, against a stand-in cloud, queues, a
table and an event bus in memory: the vendor pages' examples by timer, queue and webhook, then refusals, lost replies and
duplicates, then jobs to their end, then a survey, then three rollouts by a clock that hours pass on in a moment: of 120 targets in
three waves, one that its budget halts, and one with backups before the work. Takes less than a minute on two idle cores; needs no
network, listens on free ports of 127.0.0.1 only.

  --keep              afterwards everything stays up until Ctrl-C; prints how to enter a shell whose variables point the
                      operators' commands at it, and commands to try
  --verbose           shows every outcome and every end, and log lines as functions print them
  --help              this text

Exit codes: 0 every outcome and every end is what the stand-in really did and no secret shows, 1 something differs, 64 bad
usage.
`;

/** Whether everything stays up afterwards, and whether all is shown. What the command line has too much, and a call for help, end the process. */
export const readOptions = () =>
  readArguments(USAGE, {
    keep: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  });
