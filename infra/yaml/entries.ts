import { describe } from '../../shared/terms/faults.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { readYamlFile, type SourceFile } from './yaml-file.ts';

/** An entry as written, a later file's fields over an earlier one's. */
export interface WrittenEntry {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** `file:line` of where it stands last. */
  readonly place: string;
  /** A fault of its fields as `file:line: entry: field: what was expected, what came`. */
  told(fault: Fault): string;
}

interface Read {
  readonly entries: readonly WrittenEntry[];
  readonly faults: readonly string[];
}

/**
 * Reads entries under their names out of files in order; `thing` is what an entry is called, as in `schedule`. What is no YAML,
 * no map, or no map of fields is a fault, `file:line: …`.
 */
export function readEntries(files: readonly SourceFile[], thing: string): Read {
  const layers = files.map((file) => readLayer(file, thing));
  const names = [...new Set(layers.flatMap(({ entries }) => Object.keys(entries)))];
  const entries = names.map((name): WrittenEntry => {
    const own = layers.filter((layer) => Object.hasOwn(layer.entries, name));
    const place = ([field = '', ...deeper]: readonly string[]) => {
      const layer = own.findLast(({ entries }) => Object.hasOwn(entries[name] ?? {}, field)) ?? own.at(-1);
      return layer?.place([name, field, ...deeper]) ?? '';
    };
    return {
      name,
      place: place([]),
      fields: Object.assign({}, ...own.map((layer) => layer.entries[name])),
      told: ({ path, message }) =>
        [place(stepsOf(path)), name, path, message].filter((part) => part !== '').join(': '),
    };
  });
  return { entries, faults: layers.flatMap(({ faults }) => faults) };
}

/** `a.b[2]` step by step. */
export const stepsOf = (path: string): string[] => path.split(/[.[\]]+/).filter((step) => step !== '');

interface Layer {
  readonly entries: Readonly<Record<string, Record<string, unknown>>>;
  readonly faults: readonly string[];
  place(path: readonly string[]): string;
}

function readLayer(file: SourceFile, thing: string): Layer {
  const { content, faults, place } = readYamlFile(file);
  if (faults.length > 0) return { entries: {}, faults, place };
  const named = content ?? {};
  if (!isPlainObject(named)) {
    const message = `expected names of ${thing}s, each with its fields, got ${describe(named)}`;
    return { entries: {}, faults: [`${file.name}:1: ${message}`], place };
  }
  const isEntry = (pair: [string, unknown]): pair is [string, Record<string, unknown>] =>
    isPlainObject(pair[1]);
  const some = Object.entries(named).filter(isEntry);
  return {
    entries: Object.fromEntries(some),
    faults: Object.entries(named)
      .filter((pair) => !isEntry(pair))
      .map(
        ([key, value]) =>
          `${place([key])}: ${key}: expected the fields of a ${thing}, got ${describe(value)}`,
      ),
    place,
  };
}
