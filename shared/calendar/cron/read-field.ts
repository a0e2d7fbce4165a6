import { FIELDS, type Field, numberOf, rangeOf } from './fields.ts';

/** The values a field of a cron expression names, none for `?` and the like; or what is wrong with it. */
export type FieldReading = { readonly values: readonly number[] } | { readonly fault: string };

/** Reads one field; letter case does not matter. */
function readCronField(field: Field, written: string): FieldReading {
  const text = written.toUpperCase();
  if (field.also?.test(text)) return { values: [] };
  const values: number[] = [];
  for (const part of text.split(',')) {
    const fault = addPart(field, part, values);
    if (fault !== undefined) return { fault: `${fault} in the cron field ${field.name} ("${written}")` };
  }
  return { values };
}

/** The fields of an expression in their order, each read; what is missing is wrong. */
export const readCronFields = (text: string): FieldReading[] => {
  const parts = text.trim().split(/\s+/);
  return FIELDS.map((field, index) => readCronField(field, parts[index] ?? ''));
};

/** The values of a right field, in order, each once. */
export const valuesIn = (reading: FieldReading | undefined): number[] =>
  reading && 'values' in reading ? [...new Set(reading.values)].sort((one, other) => one - other) : [];

/** Adds the values of one part between commas. */
function addPart(field: Field, part: string, values: number[]): string | undefined {
  const [span = '', step, ...more] = part.split('/');
  const [from = '', to = from, ...rest] =
    span === '*' ? [String(field.least), String(field.most)] : span.split('-');
  const [first, last] = [numberOf(field, from), numberOf(field, to)];
  if (first === undefined || last === undefined || more.length + rest.length > 0) {
    return `expected ${rangeOf(field)}`;
  }
  if (first > last) return `expected a range that runs forward${forward(field, from, to)}`;
  if (step !== undefined && !field.steps) return 'expected no "/", which EventBridge Scheduler does not take';
  const by = /^\d{1,4}$/.test(step ?? '1') ? Number(step ?? 1) : 0;
  if (by < 1 || by > field.most) return `expected a step of 1 to ${field.most}`;
  // "5/10" runs from 5 to the end of the field.
  const end = step !== undefined && !span.includes('-') ? field.most : last;
  for (let value = first; value <= end; value += by) values.push(value);
  return undefined;
}

/** The same range as two that run forward, such as `FRI-SAT,SUN-MON`. */
function forward({ least, most, words, wraps }: Field, from: string, to: string): string {
  if (!wraps) return '';
  const inWords = /\D/.test(from + to);
  const end = inWords ? words?.at(-1) : `${most}`;
  const start = inWords ? words?.[0] : `${least}`;
  const range = (one?: string, other?: string) => (one === other ? one : `${one}-${other}`);
  return `, such as ${range(from, end)},${range(start, to)},`;
}
