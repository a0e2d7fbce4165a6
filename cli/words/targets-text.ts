import type { Intent } from '../../shared/terms/intent.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import type { Known } from '../commands/requests/read-targets.ts';
import { planRow } from './plan-text.ts';
import { alignedRows } from './table-text.ts';

/** The targets of each call, with what is known of their instances where somebody looked; `width` in cells. */
export function targetsText(
  operation: Operation,
  { targets, fields }: Intent,
  calls: readonly (readonly string[])[],
  known: Known | undefined,
  width: number,
): string {
  const instanceOf = (target: string) => operation.instanceOf?.(fields, target) ?? target;
  const show = known && known.why === undefined;
  const head = ['target', operation.instanceOf ? 'its instance' : 'name', ...HEAD];
  const cells = (target: string) => [target, ...(known ? cellsOf(known, instanceOf(target)) : [])];
  const [title = '', ...lines] = show
    ? alignedRows([head, ...targets.map(cells)], width - INDENT.length).map(indented)
    : ['', ...targets].map(indented);
  const lineOf = new Map(targets.map((target, index) => [target, lines[index]]));
  return [
    planRow('cloud calls', String(calls.length)),
    planRow('targets', String(targets.length)),
    ...(known?.why === undefined ? [] : [planRow('names', `could not be read: ${oneLine(known.why)}`)]),
    ...(show ? [title] : []),
    ...calls.flatMap((call, index) => [
      ...(calls.length > 1 ? [`  call ${index + 1}: ${call.length}`] : []),
      ...call.map((target) => lineOf.get(target) ?? indented(target)),
    ]),
    '',
  ].join('\n');
}

const INDENT = '    ';
const indented = (text: string) => text.replace(/^/gm, INDENT);

const HEAD = ['engine', 'version', 'status', 'window (UTC)'];

function cellsOf({ instances, complete }: Known, id: string): string[] {
  const listed = instances.get(id.toLowerCase());
  if (!listed) return [complete ? 'not in the list of instances' : 'not read', ...HEAD.map(() => '-')];
  const { name, engine, version, status, window } = listed;
  return [name, engine, version, status, window].map((text) => text || '-');
}
