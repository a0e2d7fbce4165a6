import type { Outcome } from '../../terms/outcome.ts';
import { type Entry, mapTargets } from './entry.ts';

// DynamoDB takes items of 400 KB; what stands beside the document takes the rest.
const LARGEST_DOCUMENT = 360 * 1024;
const SHORT_WORDS = 60;
const STEPS_KEPT = 5;
const STRAYS_KEPT = 20;
// Longer than any text that an intent may have, so that an intent whose text was cut is refused and never sent.
const LONGEST_TEXT = 8192;

/**
 * The entry as it fits its item, so that what became of a request can always be written: what people read is shortened
 * first, then texts of an intent that are longer than any that is sent. The state of every target and its jobs stay whole.
 */
export const fitItem = (entry: Entry): Entry =>
  [withShortHistory, withShortWords, withShortTexts].reduce(
    (fitting, shorten) => (sizeOf(fitting) > LARGEST_DOCUMENT ? shorten(fitting) : fitting),
    entry,
  );

const sizeOf = (entry: Entry): number => Buffer.byteLength(JSON.stringify(entry));

const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

function withShortHistory(entry: Entry): Entry {
  const history = (entry.history ?? []).slice(-STEPS_KEPT).map(({ said, targets, ...step }) => ({
    ...step,
    ...(said !== undefined && { said: cut(said, SHORT_WORDS) }),
    ...(targets && { targets: targets.filter((target) => target in entry.targets) }),
  }));
  return { ...entry, ...(history.length > 0 && { history }) };
}

function withShortWords(entry: Entry): Entry {
  const shorter = <Told extends Outcome>({ reason, ...told }: Told) => ({
    ...told,
    ...(reason !== undefined && { reason: cut(reason, SHORT_WORDS) }),
  });
  const { strays } = entry;
  return {
    ...entry,
    targets: mapTargets(entry, (state) => {
      if (state.state === 'done') return { ...state, outcomes: state.outcomes.map(shorter) };
      return 'outcome' in state && state.outcome ? { ...state, outcome: shorter(state.outcome) } : state;
    }),
    ...(strays && { strays: strays.slice(0, STRAYS_KEPT).map(shorter) }),
  };
}

function withShortTexts({ intent, fields, ...entry }: Entry): Entry {
  const shorter = <Fields extends object>(texts: Fields) =>
    Object.fromEntries(
      Object.entries(texts).map(([name, value]) => [
        name,
        typeof value === 'string' ? cut(value, LONGEST_TEXT) : value,
      ]),
    );
  return { ...entry, intent: shorter(intent), fields: shorter(fields) };
}
