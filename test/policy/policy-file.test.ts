import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import { compilePolicy } from '../../infra/policy/compile-policy.ts';
import { Undeployable } from '../../infra/undeployable.ts';
import { loadSettings } from '../../shared/settings/settings.ts';

const operations = catalog.map(({ name }) => name);
const compile = (...texts: string[]) =>
  compilePolicy(
    texts.map((text, index) => ({ name: index === 0 ? 'policy.yml' : 'policy.prod.yml', text })),
    { operations, freezes: ['year-end', 'month-end'] },
  );
const complaint = (...texts: string[]): string => {
  try {
    return `taken: ${compile(...texts)}`;
  } catch (error) {
    expect(error).toBeInstanceOf(Undeployable);
    return (error as Undeployable).message;
  }
};

const rule = (more = '') =>
  `patches:\n  from: [webhook:change-desk]\n  operations: [patch-databases]\n${more}`;

describe('a policy file', () => {
  test('becomes one JSON document, which the functions read', () => {
    const text = compile(`
# the night shift patches what is GeminiDB
night patches:
  from: ['timer:arn:aws:scheduler:*:schedule/*/nightly-*', webhook:night-shift]
  operations: [patch-databases, upgrade-proxy-version]
  regions: [ap-southeast-1]
  projects: ['619d3e78f61b4be68bc5aa0b59edcf7b']
  instances: ['*in13', '*in06']
  max_targets: 20
  max_targets_per_hour: 50
  during_freezes: [month-end]
by hand: { from: [invoke:alice], operations: [install-kernel-plugin] }
`);
    expect(loadSettings({ POLICY: text }).POLICY).toEqual({
      'night patches': {
        from: ['timer:arn:aws:scheduler:*:schedule/*/nightly-*', 'webhook:night-shift'],
        operations: ['patch-databases', 'upgrade-proxy-version'],
        regions: ['ap-southeast-1'],
        projects: ['619d3e78f61b4be68bc5aa0b59edcf7b'],
        instances: ['*in13', '*in06'],
        max_targets: 20,
        max_targets_per_hour: 50,
        during_freezes: ['month-end'],
      },
      'by hand': { from: ['invoke:alice'], operations: ['install-kernel-plugin'] },
    });
  });

  test('may say who decides about which waves of fleets, and need not say who sends what', () => {
    const text = compile(`
leads: { from: ['queue:AROAEXAMPLELEAD0001:*'], plan: ['*/*'], approve: [monthly/prod], steer: ['monthly/*'], stop: ['*/*'] }
`);
    expect(loadSettings({ POLICY: text }).POLICY).toEqual({
      leads: {
        from: ['queue:AROAEXAMPLELEAD0001:*'],
        plan: ['*/*'],
        approve: ['monthly/prod'],
        steer: ['monthly/*'],
        stop: ['*/*'],
      },
    });
  });

  test("a stage's rules stand beside the others, and in place of those of the same name", () => {
    const text = compile(
      rule(),
      `${rule('  max_targets: 3\n')}other: { from: ['queue:A*'], operations: [patch-databases] }`,
    );
    expect(JSON.parse(text)).toEqual({
      patches: { from: ['webhook:change-desk'], operations: ['patch-databases'], max_targets: 3 },
      other: { from: ['queue:A*'], operations: ['patch-databases'] },
    });
  });

  test('senders may be shared by anchors, kept under a key that begins with x-', () => {
    const text = compile(`
x-desk: &desk [webhook:change-desk]
patches: { from: *desk, operations: [patch-databases] }
proxies: { from: *desk, operations: [upgrade-proxy-version] }
`);
    expect(JSON.parse(text)).toEqual({
      patches: { from: ['webhook:change-desk'], operations: ['patch-databases'] },
      proxies: { from: ['webhook:change-desk'], operations: ['upgrade-proxy-version'] },
    });
  });

  test('there need not be one', () => {
    expect(compile()).toBe('');
    expect(loadSettings({ POLICY: '' }).POLICY).toBeUndefined();
  });

  const WILDCARDS = 'expected letters, digits and . : / @ + = , ~ _ -, with * and ? as wildcards';
  const WHO =
    'expected webhook:<sender>, timer:<schedule ARN>, queue:<SenderId>, invoke:<user> or fleet:<name>, with * and ? as wildcards';
  const mistakes: readonly (readonly [string, string, string])[] = [
    [
      'no YAML',
      'patches: [',
      'policy.yml:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a tab', 'patches:\n\tfrom: [a]', 'policy.yml:2: Tabs are not allowed as indentation'],
    ['the same rule twice', `${rule()}${rule()}`, 'policy.yml:4: Map keys must be unique'],
    ['the same field twice', rule('  from: [webhook:x]\n'), 'policy.yml:4: Map keys must be unique'],
    ['nothing in it', '# later', 'policy.yml:1: expected rules under their names, got null'],
    ['no rule', '{}', 'policy.yml:1: expected at least one rule, got an object'],
    ['a list', '- from: [webhook:x]', 'policy.yml:1: expected rules under their names, got an array of 1'],
    [
      'two documents',
      `${rule()}---\n${rule()}`,
      'policy.yml:4: Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
    [
      'a rule that is none',
      'patches: yes please',
      'policy.yml:1: patches: expected a rule: from, operations and what they are limited to, got "yes please"',
    ],
    [
      'a name of other characters',
      rule().replace('patches', '1.patches'),
      'policy.yml:1: 1.patches: expected a rule name: a letter, then at most 63 letters, digits, spaces, _ and -, got "1.patches"',
    ],
    [
      'a name that reaches behind objects',
      rule().replace('patches', '__proto__'),
      'policy.yml:1: __proto__: expected another name',
    ],
    [
      'nobody',
      'patches:\n  operations: [patch-databases]',
      'policy.yml:1: patches.from: expected a list, got nothing',
    ],
    [
      'nothing to do',
      'patches:\n  from: [webhook:x]',
      'policy.yml:1: patches.operations: expected a list, or one of plan, approve, steer, stop, gate, got nothing',
    ],
    [
      'a wave without its fleet',
      "leads:\n  from: ['queue:AROAEXAMPLELEAD0001:*']\n  approve: [monthly]",
      'policy.yml:3: leads.approve[0]: expected <fleet>/<wave>, with * and ? as wildcards, got "monthly"',
    ],
    [
      'limits of what nobody may have sent',
      "leads:\n  from: ['queue:AROAEXAMPLELEAD0001:*']\n  approve: ['monthly/*']\n  max_targets: 3",
      'policy.yml:4: leads.max_targets: expected beside operations, which it limits, got 3',
    ],
    [
      'one who is no list',
      rule().replace('[webhook:change-desk]', 'webhook:change-desk'),
      'policy.yml:2: patches.from: expected a list, got "webhook:change-desk"',
    ],
    [
      'an empty list',
      rule().replace('[webhook:change-desk]', '[]'),
      'policy.yml:2: patches.from: expected at least one entry, got an array of 0',
    ],
    [
      'a trigger nobody knows',
      rule().replace('webhook:', 'http:'),
      `policy.yml:2: patches.from[0]: ${WHO}, got "http:change-desk"`,
    ],
    [
      'a name without its trigger',
      rule().replace('webhook:', ''),
      `policy.yml:2: patches.from[0]: ${WHO}, got "change-desk"`,
    ],
    [
      'any trigger',
      rule().replace('webhook:change-desk', "'*'"),
      `policy.yml:2: patches.from[0]: ${WHO}, got "*"`,
    ],
    [
      'an operation that does not exist',
      rule().replace('patch-databases', 'patch-database'),
      `policy.yml:3: patches.operations[0]: expected one of ${operations.join(', ')}, got "patch-database"`,
    ],
    [
      'any operation',
      rule().replace('patch-databases', "'*'"),
      'policy.yml:3: patches.operations[0]: expected the name of an operation, no wildcard, got "*"',
    ],
    [
      'a freeze that the calendar does not have',
      rule('  during_freezes: [month-end, year-ends]\n'),
      'policy.yml:4: patches.during_freezes[1]: expected one of year-end, month-end, got "year-ends"',
    ],
    [
      'any freeze',
      rule("  during_freezes: ['*']\n"),
      'policy.yml:4: patches.during_freezes[0]: expected the name of a freeze in calendar.yml, got "*"',
    ],
    [
      'a field that is misspelt',
      rule('  instance: [x]\n'),
      'policy.yml:4: patches.instance: is not a field of a rule, which has from, operations, regions, projects, instances, max_targets, max_targets_per_hour, during_freezes, plan, approve, steer, stop, gate',
    ],
    [
      'a wrong entry among right ones',
      rule("  instances:\n    - '*in13'\n    - 'in 14'\n"),
      `policy.yml:6: patches.instances[1]: ${WILDCARDS}, got "in 14"`,
    ],
    [
      'a regular expression',
      rule("  instances: ['^.*in13$']\n"),
      `policy.yml:4: patches.instances[0]: ${WILDCARDS}, got "^.*in13$"`,
    ],
    [
      'a variable of the packager',
      rule(`  instances: ['$\{env:HOME}']\n`),
      `policy.yml:4: patches.instances[0]: ${WILDCARDS}, got "$\{env:HOME}"`,
    ],
    [
      'a look-alike (Cyrillic)',
      rule("  instances: ['*іn13']\n"),
      `policy.yml:4: patches.instances[0]: ${WILDCARDS}, got "*іn13"`,
    ],
    [
      'a region that is a number',
      rule('  regions: [7]\n'),
      'policy.yml:4: patches.regions[0]: expected text; put an id of digits into quotes, got 7',
    ],
    [
      'an id of digits without quotes',
      rule('  projects: [01234567890123456789012345678901]\n'),
      'policy.yml:4: patches.projects[0]: expected text; put an id of digits into quotes, got 1.2345678901234568e+30',
    ],
    [
      'none at all',
      rule('  max_targets: 0\n'),
      'policy.yml:4: patches.max_targets: expected a whole number from 1 to 10000, got 0',
    ],
    [
      'half a target',
      rule('  max_targets_per_hour: 1.5\n'),
      'policy.yml:4: patches.max_targets_per_hour: expected a whole number from 1 to 1000, got 1.5',
    ],
    [
      'a number as text',
      rule("  max_targets_per_hour: '5'\n"),
      'policy.yml:4: patches.max_targets_per_hour: expected a whole number from 1 to 1000, got "5"',
    ],
    [
      'more than can be counted',
      rule('  max_targets_per_hour: 1001\n'),
      'policy.yml:4: patches.max_targets_per_hour: expected a whole number from 1 to 1000, got 1001',
    ],
    ['a field of nothing', rule('  regions:\n'), 'policy.yml:4: patches.regions: expected a list, got null'],
  ];
  test.each(mistakes)('%s stops the packaging and is told with its line', (_title, text, expected) => {
    expect(complaint(text)).toBe(`policy: 1 fault\n${expected}`);
  });

  test.each([
    ['arn:aws:iam::123456789012:role/dba', false],
    ['arn:aws:sts::123456789012:assumed-role/dba/me', false],
    ['dba', false],
    ['AROAEXAMPLEDBATEAM001:*', true],
    ['AROAEXAMPLEDBATEAM001:me@example.com', true],
    ['AIDAEXAMPLEUSER000001', true],
    ['123456789012', true],
    ['*', true],
    ['A*', true],
  ])('queue:%s names a sender as SQS does: %s', (sender, good) => {
    const text = `desk: { from: ['queue:${sender}'], operations: [patch-databases] }`;
    if (good) expect(Object.keys(JSON.parse(compile(text)))).toEqual(['desk']);
    else
      expect(complaint(text)).toMatch(
        /^policy: 1 fault\npolicy\.yml:1: desk\.from\[0\]: expected queue:<SenderId> .*aws iam get-role/,
      );
  });

  test('every mistake is told, in both files', () => {
    const [title, ...lines] = complaint(rule('  max_targets: 0\n  x: 1\n'), 'a:\n  from: [x]\n').split('\n');
    expect(title).toBe('policy: 4 faults');
    expect(lines.map((line) => line.split(': ').slice(0, 2))).toEqual([
      ['policy.yml:4', 'patches.max_targets'],
      ['policy.yml:5', 'patches.x'],
      ['policy.prod.yml:2', 'a.from[0]'],
      ['policy.prod.yml:1', 'a.operations'],
    ]);
  });

  test('whatever the text: it is taken and read alike by the functions, or refused with a place', () => {
    const field = fc.constantFrom('from', 'operations', 'regions', 'instances', 'max_targets', 'x');
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(['webhook:a'], ['patch-databases'], ['*'], 5));
    const rules = fc.dictionary(
      fc.oneof(fc.constantFrom('a', 'b c'), fc.string()),
      fc.dictionary(field, value),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          rules.map((some) => JSON.stringify(some)),
        ),
        (text) => {
          const said = complaint(text);
          if (said.startsWith('taken: '))
            expect(loadSettings({ POLICY: said.slice(7) }).POLICY).toBeDefined();
          else for (const line of said.split('\n').slice(1)) expect(line).toMatch(/^policy\.yml(:\d+)?: /);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the variable POLICY', () => {
  test('is checked when packaging as a file is', () => {
    const given = (text: string) => compilePolicy([], { operations, given: text });
    expect(given('{"a":{"from":["webhook:x"],"operations":["patch-databases"]}}')).toContain('webhook:x');
    expect(() => given('{"a":{"from":["webhook:x"],"operations":["none"]}}')).toThrow(
      /POLICY:1: a\.operations\[0\]/,
    );
    expect(() => given('a: b')).toThrow('POLICY: expected JSON, got "a: b"');
    expect(() => compilePolicy([{ name: 'policy.yml', text: rule() }], { operations, given: '{}' })).toThrow(
      'POLICY: expected either the variable or policy.yml, got both',
    );
  });

  test.each([
    ['not JSON', '{', 'POLICY: not valid JSON: the text ends at position 1'],
    ['no rule', '{}', 'POLICY: expected at least one rule'],
    [
      'a wrong field',
      '{"a":{"from":["x"],"operations":["o"]}}',
      /POLICY\.a\.from\[0\]: expected webhook:<sender>/,
    ],
    [
      'an unknown field',
      '{"a":{"from":["webhook:x"],"operations":["o"],"y":1}}',
      /POLICY\.a\.y: is not a field/,
    ],
  ])('stops a function when it holds %s', (_title, POLICY, message) => {
    expect(() => loadSettings({ POLICY })).toThrow(message);
  });
});
