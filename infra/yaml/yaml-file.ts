import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';

/** A file that people write; `text` is YAML. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** What a file holds, or what keeps it from being read, `file:line: …` each. */
export interface YamlFile {
  readonly content: unknown;
  readonly faults: readonly string[];
  /** `file:line` of what a path leads to, or of what is nearest to it. */
  place(path: readonly string[]): string;
}

/** Reads a file. What stands under a top-level key that begins with `x-` is there for anchors alone, and left out. */
export function readYamlFile({ name, text }: SourceFile): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${name}:${Math.max(1, lines.linePos(offset).line)}`;
  const place = (path: readonly string[]) => at(offsetOf(document.contents, path));
  const unread = (faults: readonly string[]): YamlFile => ({ content: undefined, faults, place });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) return unread(broken.map(({ pos, message }) => `${at(pos[0])}: ${message}`));
  const odd = oddities(document);
  if (odd.length > 0) return unread(odd.map(({ offset, message }) => `${at(offset)}: ${message}`));
  return { content: withoutShared(document.toJS()), faults: [], place };
}

const withoutShared = (content: unknown): unknown =>
  isPlainObject(content)
    ? Object.fromEntries(Object.entries(content).filter(([key]) => !key.startsWith('x-')))
    : content;

interface Oddity {
  readonly offset: number;
  readonly message: string;
}

/** What is YAML and cannot be meant. */
function oddities(document: Document): Oddity[] {
  const found: Oddity[] = [];
  visit(document, {
    Alias: (_, alias) => {
      const offset = alias.range?.[0] ?? 0;
      if (!alias.resolve(document)) {
        found.push({ offset, message: 'expected quotes around what begins with a star' });
      }
    },
    Pair: (_, { key }) => {
      // As a key of an object it would vanish, and with it whatever it narrows.
      if (isScalar(key) && key.value === '__proto__') {
        found.push({ offset: key.range?.[0] ?? 0, message: '__proto__: expected another name' });
      }
    },
  });
  return found;
}

/** Where in the text the deepest node on the path begins: its key, if it has one. */
function offsetOf(node: unknown, [step, ...deeper]: readonly string[], above = 0): number {
  if (step === undefined) return isNode(node) ? (node.range?.[0] ?? above) : above;
  if (isSeq(node)) return offsetOf(node.items[Number(step)], deeper, above);
  const pair = isMap(node) ? node.items.find(({ key }) => String(key) === step) : undefined;
  if (!pair) return above;
  const key = isNode(pair.key) ? (pair.key.range?.[0] ?? above) : above;
  return deeper.length > 0 ? offsetOf(pair.value, deeper, key) : key;
}
