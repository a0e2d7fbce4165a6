import { readEnvelope } from '../../huawei/envelope.ts';
import { classify, isNoSuchApi } from '../../huawei/error-book.ts';
import { isService } from '../../huawei/services/services.ts';
import type { Documented } from '../../terms/documented.ts';
import { type Exchange, isProbe } from '../../terms/inspection.ts';
import { type Check, configured, type Finding } from '../check.ts';
import { compare, type Difference } from '../compare.ts';
import { isOf, isTo } from '../replies.ts';

/** Every read answered, and in the shape that the vendor documents. Looks at what was answered before; asks nothing. */
export const replies = (documented: readonly Documented[]): Check[] =>
  documented.map((place) => ({
    group: 'replies',
    name: `${place.service} ${place.route}`,
    asks: 'Did it answer, and in the documented shape?',
    needs: ['login'],
    look: (context) => {
      const asked = context.recorder.exchanges.filter((one) => isTo(place, one) && !isProbe(one));
      return judge(place, asked, configured(context).settings.HW_TIMEOUT_MS / 2);
    },
  }));

function judge(place: Documented, asked: readonly Exchange[], slowMs: number): Finding {
  const good = asked.filter(({ status }) => status !== undefined && status < 300);
  const instead = place.older !== undefined && good.some((one) => isOf(place.older ?? '', one));
  const bad = asked.filter(
    (exchange) =>
      !good.includes(exchange) && !(instead && isNotKnown(exchange) && isOf(place.route, exchange)),
  );
  if (asked.length === 0) return { level: 'not_checked', says: 'nothing asked for it' };
  const times = asked.map(({ ms }) => ms);
  const slowest = Math.max(...times);
  const count = `${asked.length} ${asked.length === 1 ? 'answer' : 'answers'} in at most ${slowest} ms`;
  const differences = compare(
    place.body,
    good.map(({ body }) => body),
  );
  const details = [
    // The first is told anyway.
    ...[...new Set(bad.map(refusalOf))].slice(1),
    ...differences.map(({ path, says, used }) => `${path}: ${says}${used ? ' (our code reads it)' : ''}`),
  ];
  const [first] = bad;
  if (first) {
    const code = readEnvelope(first.body)?.code;
    const hint = isService(place.service) ? classify(place.service, first.status, code).hint : undefined;
    return {
      level: 'broken',
      says: `${bad.length} of ${asked.length} failed: ${refusalOf(first)}`,
      details,
      ...(hint && { todo: hint }),
    };
  }
  const by = instead ? `; the host does not know it, ${place.older} answers in its place` : '';
  const says = `${count}${by}${inWords(differences)}`;
  return { ...shapeFinding(differences, place), says, details, ...slow() };

  function slow(): Partial<Finding> {
    return slowest > slowMs && differences.length === 0
      ? { level: 'warning', todo: 'it took more than half of HW_TIMEOUT_MS' }
      : {};
  }
}

const isNotKnown = ({ body }: Exchange) => isNoSuchApi(readEnvelope(body)?.code);

const refusalOf = ({ status, body, failure }: Exchange): string => {
  const { code, message } = readEnvelope(body) ?? {};
  return failure ?? [`HTTP ${status}`, code, message].filter(Boolean).join(' ');
};

/** A difference in what our code reads breaks something; a new field never does. */
function shapeFinding(
  differences: readonly Difference[],
  { source }: Documented,
): Pick<Finding, 'level' | 'todo'> {
  const old = differences.filter(({ kind }) => kind !== 'new');
  if (old.length === 0) return { level: 'ok' };
  const todo = `compare with ${source}; --record keeps the replies for a fixture`;
  // An undocumented word is left to the cloud to judge (decision 14), so it blinds nothing by itself.
  return { level: old.some(({ used, kind }) => used && kind !== 'word') ? 'broken' : 'warning', todo };
}

function inWords(differences: readonly Difference[]): string {
  const counted = (['missing', 'type', 'time', 'word', 'new'] as const).flatMap((kind) => {
    const count = differences.filter((difference) => difference.kind === kind).length;
    return count > 0 ? [`${count} ${NAMES[kind]}`] : [];
  });
  return counted.length > 0 ? `; ${counted.join(', ')}` : '';
}

const NAMES = {
  missing: 'missing',
  type: 'of another type',
  time: 'of another form of time',
  word: 'with other words',
  new: 'new',
} as const;
