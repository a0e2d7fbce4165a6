import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commands } from '../../cli/commands.ts';
import { readTyped } from '../../cli/read-typed.ts';
import { pauseLines } from '../../cli/words/pause-lines.ts';
import { whatNowLines } from '../../cli/words/what-now-lines.ts';
import { aboutLetters, aboutRequest, type CommandLine } from '../../shared/desk/command-line.ts';
import { rowsOf } from '../../shared/desk/standing.ts';
import { timelineOf } from '../../shared/desk/timeline.ts';
import { type Advised, whatNow } from '../../shared/desk/what-now.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import type { Outcome } from '../../shared/terms/outcome.ts';
import { PROGRAM } from '../../shared/values/program.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import { commandText } from '../../shared/words/command-text.ts';
import { anyPauses, anyRequest, NOW } from './any-request.ts';

const END = '\u0001';

/** What a shell hands to the program for each line that a person pastes. */
function pasted(lines: readonly string[]): string[][] {
  for (const line of lines) expect(line.startsWith(`${PROGRAM} `)).toBe(true);
  const script = lines.map((line) => `printf '%s\\0' ${line.slice(PROGRAM.length)}; printf '${END}\\0'`);
  const words = execFileSync('sh', ['-c', script.join('\n')], { encoding: 'utf8' }).split('\0');
  const said: string[][] = [];
  let current: string[] = [];
  for (const word of words) {
    if (word === END) {
      said.push(current);
      current = [];
    } else current.push(word);
  }
  return said;
}

/** What the program reads out of the words: the command's name, and what was typed that is not left out. */
function read(args: readonly string[]): CommandLine | undefined {
  const command = commands.find(({ name }) => args.slice(0, name.split(' ').length).join(' ') === name);
  if (!command) return undefined;
  const typed: object | 'help' = readTyped(command, args.slice(command.name.split(' ').length));
  if (typed === 'help') return undefined;
  const said = Object.entries(typed as Record<string, unknown>).flatMap(
    ([name, value]): [string, string | true][] => {
      if (value === undefined || value === false) return [];
      if (typeof value === 'object' && value !== null && 'name' in value) return [[name, String(value.name)]];
      return [[name, value as string | true]];
    },
  );
  const isWord = ([name]: [string, unknown]) => Object.hasOwn(command.words ?? {}, name);
  return {
    command: command.name,
    words: Object.fromEntries(said.filter(isWord)) as Record<string, string>,
    options: Object.fromEntries(said.filter((one) => !isWord(one))),
  };
}

const commandsIn = (groups: readonly Advised[]) =>
  groups.flatMap(({ advice }) =>
    advice.flatMap((one) => ('command' in one && one.command ? [one.command] : [])),
  );

/** Nowhere in particular, a stage, or a stage in a region of AWS. */
const anyPlace = fc.constantFrom({}, { stage: 'prod' }, { stage: 'prod', 'aws-region': 'eu-west-1' });

test('the program takes every command that is advised, as a shell hands it over, with each value whole', () => {
  fc.assert(
    fc.property(anyRequest, anyPauses, anyPlace, (request, pauses, here) => {
      const advised = commandsIn(whatNow(request, NOW, pauses, []));
      const there = advised.map((line) => ({ ...line, options: { ...line.options, ...here } }));
      expect(pasted(advised.map((line) => commandText(line, here))).map(read)).toEqual(there);
    }),
    { numRuns: 100 },
  );
});

test('an id that looks like an option, and one that a shell takes for a comment', () => {
  const of = (request_id: string) => ({ request_id, operation: 'patch-databases', project_id: 'p' });
  expect(commandText(aboutRequest('cancel', of('-7')), {})).toBe(
    `${PROGRAM} cancel --operation patch-databases --project p -- '-7'`,
  );
  expect(commandText(aboutLetters('redrive', of('-7'), ['extend']), {})).toBe(
    `${PROGRAM} dead-letters redrive patch-databases --id='-7' --extend`,
  );
  expect(commandText(aboutLetters('redrive', of('#7'), ['extend']), {})).toBe(
    `${PROGRAM} dead-letters redrive patch-databases --id '#7' --extend`,
  );
});

test('so it does the command that ends a pause', () => {
  fc.assert(
    fc.property(anyPauses, (pauses) => {
      const lines = pauses.map(
        (pause) => /^ {2}to end that: {2}(.*)$/.exec(pauseLines(pause, {}).at(-1) ?? '')?.[1],
      );
      expect(pasted(lines.map(String)).map(read)).toMatchObject(
        pauses.map(({ operation }) => ({
          command: 'resume',
          options: operation === '*' ? {} : { operation },
        })),
      );
    }),
  );
});

test('every row of a request stands in one group, and every group has advice', () => {
  fc.assert(
    fc.property(anyRequest, anyPauses, (request, pauses) => {
      const groups = whatNow(request, NOW, pauses, []);
      const told = groups.flatMap(({ status, targets }) => targets.map((target) => `${target} ${status}`));
      expect(told.sort()).toEqual(
        rowsOf(request.entry, NOW)
          .map(({ target, status }) => `${target} ${status}`)
          .sort(),
      );
      expect(groups.filter(({ advice }) => advice.length === 0)).toEqual([]);
    }),
  );
});

test('what is told has no gaps', () => {
  fc.assert(
    fc.property(anyRequest, anyPauses, (request, pauses) => {
      const story = timelineOf(request).flatMap(({ lines }) => lines);
      const told = [...story, ...whatNowLines(whatNow(request, NOW, pauses, []), {})];
      expect(told.filter((line) => /undefined|NaN|\[object| {2}$/.test(line))).toEqual([]);
    }),
  );
});

test('nobody is told to wait for a look at what is given up, while another target of the request goes on', () => {
  const [request] = fc.sample(anyRequest, { numRuns: 1, seed: 1 });
  if (!request) throw new Error('no request');
  const { operation, entry } = request;
  const lost: Outcome = { target: 'lost', verdict: 'unknown', reason: 'no job is found' };
  const due_at = NOW + MINUTE;
  const targets: Entry['targets'] = {
    lost: { state: 'done', outcomes: [lost] },
    busy: { state: 'waiting', due: due_at },
    asked: { state: 'unknown', since: NOW, until: NOW, outcome: { ...lost, target: 'asked' } },
  };
  const unknown = (some: Entry['targets']) => {
    const { jobs: _, ...rest } = entry;
    const groups = whatNow(
      { operation, entry: { ...rest, request_id: 'CHG-7', due_at, targets: some } },
      NOW,
      [],
      [],
    );
    return whatNowLines(
      groups.filter(({ status }) => status === 'unknown'),
      {},
    );
  };
  const { lost: first, busy, asked } = targets;
  if (!first || !busy || !asked) throw new Error('no targets');
  const again = '  Nothing yet: the cloud is asked again at 2026-11-21T12:01:00Z.';
  const given = [
    '  The cloud is not asked again about lost. Look in the console whether a job runs or ran.',
    `  What can be done, once its other targets have ended:  ${PROGRAM} dead-letters show ${operation.name} --id 'CHG-7'`,
  ];
  expect(unknown({ lost: first, busy })).toEqual(['unknown: lost', ...given]);
  expect(unknown({ asked, busy })).toEqual(['unknown: asked', again]);
  expect(unknown({ lost: first, asked })).toEqual(['unknown: lost asked', again, ...given]);
});
