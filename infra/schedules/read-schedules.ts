import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { describe } from '../../shared/terms/faults.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';

/** A file of schedules; `text` is YAML. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** An entry as written, a later file's fields over an earlier one's, and where each field stands. */
export interface WrittenSchedule {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** `file:line` of a field of the entry, or of what is nearest to it. */
  place(path: readonly string[]): string;
}

interface Read {
  readonly schedules: readonly WrittenSchedule[];
  readonly faults: readonly string[];
}

/** Reads the files in order. What is no YAML, no map, or no map of fields is a fault, `file:line: …`. */
export function readSchedules(files: readonly SourceFile[]): Read {
  const sheets = files.map(readSheet);
  const names = [...new Set(sheets.flatMap(({ entries }) => Object.keys(entries)))];
  const schedules = names.map((name): WrittenSchedule => {
    const layers = sheets.filter(({ entries }) => Object.hasOwn(entries, name)).reverse();
    const place = ([field = '', ...deeper]: readonly string[]) => {
      const layer = layers.find(({ entries }) => Object.hasOwn(entries[name] ?? {}, field)) ?? layers[0];
      return layer?.place([name, field, ...deeper]) ?? '';
    };
    const fields = Object.assign({}, ...[...layers].reverse().map(({ entries }) => entries[name]));
    return { name, fields, place };
  });
  return { schedules, faults: sheets.flatMap(({ faults }) => faults) };
}

interface Sheet {
  readonly entries: Readonly<Record<string, Record<string, unknown>>>;
  readonly faults: readonly string[];
  place(path: readonly string[]): string;
}

function readSheet({ name, text }: SourceFile): Sheet {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${name}:${Math.max(1, lines.linePos(offset).line)}`;
  const place = (path: readonly string[]) => at(offsetOf(document, path));
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { entries: {}, faults: broken.map(({ pos, message }) => `${at(pos[0])}: ${message}`), place };
  }
  const content: unknown = document.toJS() ?? {};
  if (!isPlainObject(content)) {
    const message = `expected names of schedules, each with its fields, got ${describe(content)}`;
    return { entries: {}, faults: [`${name}:1: ${message}`], place };
  }
  const isEntry = (pair: [string, unknown]): pair is [string, Record<string, unknown>] =>
    isPlainObject(pair[1]);
  const faults = Object.entries(content)
    .filter((pair) => !isEntry(pair))
    .map(
      ([key, value]) => `${place([key])}: ${key}: expected the fields of a schedule, got ${describe(value)}`,
    );
  return { entries: Object.fromEntries(Object.entries(content).filter(isEntry)), faults, place };
}

/** Where in the text the deepest node on the path begins: its key, if it has one. */
function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
      : undefined;
    const next = isSeq(node) ? node.items[Number(step)] : pair?.key;
    if (!isNode(next) || !next.range) break;
    offset = next.range[0];
    node = pair ? pair.value : next;
  }
  return offset;
}
