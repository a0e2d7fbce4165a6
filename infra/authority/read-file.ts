import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { type Rule, readPolicy } from '../../shared/policy/policy.ts';
import { describe } from '../../shared/terms/faults.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';

/** A file of the policy; `text` is YAML. */
export interface PolicyFile {
  readonly name: string;
  readonly text: string;
}

/** The rules of a file, or its mistakes: `file:line: field: what was expected, what came`. */
export interface Read {
  readonly rules: readonly (readonly [name: string, rule: Rule])[];
  readonly mistakes: readonly string[];
}

/** Reads one file by itself; `operations` are the names that a rule may use. */
export function readFile({ name, text }: PolicyFile, operations: readonly string[]): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${name}:${Math.max(1, lines.linePos(offset).line)}`;
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { rules: [], mistakes: broken.map(({ pos, message }) => `${at(pos[0])}: ${message}`) };
  }
  const aliases = aliasesIn(document);
  if (aliases.length > 0) {
    const message = 'expected quotes around what begins with a star';
    return { rules: [], mistakes: aliases.map((offset) => `${at(offset)}: ${message}`) };
  }
  const content: unknown = document.toJS();
  if (!isPlainObject(content)) {
    return { rules: [], mistakes: [`${name}:1: expected rules under their names, got ${describe(content)}`] };
  }
  const place = (path: string) => {
    const steps = Object.hasOwn(content, path) ? [path] : path.split(/[.[\]]+/).filter((step) => step !== '');
    return at(offsetOf(document.contents, steps));
  };
  const told = (path: string, message: string) => `${place(path)}: ${path ? `${path}: ` : ''}${message}`;
  const read = readPolicy(content);
  if ('faults' in read) {
    return { rules: [], mistakes: read.faults.map(({ path, message }) => told(path, message)) };
  }
  const rules = Object.entries(read.policy);
  const strangers = rules.flatMap(([rule, { from }]) =>
    from.flatMap((pattern, index) =>
      isNoSenderId(pattern) ? [told(`${rule}.from[${index}]`, `${SENDER_ID}, got ${describe(pattern)}`)] : [],
    ),
  );
  const unknown = rules.flatMap(([rule, { operations: named }]) =>
    named.flatMap((operation, index) =>
      operations.includes(operation)
        ? []
        : [
            told(
              `${rule}.operations[${index}]`,
              `expected one of ${operations.join(', ')}, got ${describe(operation)}`,
            ),
          ],
    ),
  );
  return { rules, mistakes: [...strangers, ...unknown] };
}

const SENDER_ID =
  'expected queue:<SenderId> as SQS writes it, AROA…:<session> of a role or AIDA… of a user; the id is shown by ' +
  'aws iam get-role --role-name … --query Role.RoleId, and queue:AROA…:* is any session of that role';

/** What could match no SenderId: before the colon stands an id of IAM or an account, all upper case, and never an ARN. */
const isNoSenderId = (pattern: string): boolean => /^queue:(?![A-Z0-9*?]+(:|$))/.test(pattern);

/** Where in the text the deepest node on the path begins: its key, if it has one. */
function offsetOf(node: unknown, [step, ...deeper]: readonly string[], above = 0): number {
  if (step === undefined) return isNode(node) ? (node.range?.[0] ?? above) : above;
  if (isSeq(node)) return offsetOf(node.items[Number(step)], deeper, above);
  const pair = isMap(node) ? node.items.find(({ key }) => String(key) === step) : undefined;
  if (!pair) return above;
  const key = isNode(pair.key) ? (pair.key.range?.[0] ?? above) : above;
  return deeper.length > 0 ? offsetOf(pair.value, deeper, key) : key;
}

/** A pattern that begins with a star and has no quotes is an alias to YAML; nothing else here needs any. */
function aliasesIn(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, { Alias: (_, { range }) => void offsets.push(range?.[0] ?? 0) });
  return offsets;
}
