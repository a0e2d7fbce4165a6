import { utc } from '../../values/time/instant.ts';
import { holdOf } from '../holds.ts';
import { asStage } from '../rollout/backup.ts';
import { selects } from '../selectors/selector.ts';
import type { Surveyed } from '../selectors/surveyed.ts';
import type { KeptOffer, TargetRow } from '../survey/rows.ts';
import type { PlanFacts, PlanRow, Unnumbered } from './facts.ts';
import { type Left, left } from './left-out.ts';
import { toBring } from './to-bring.ts';
import { type InWave, waveOf } from './wave-of.ts';
import { OWN } from './windows.ts';

/** Whether work fits into the windows of a target. */
export type Fits = (target: Unnumbered) => Left | undefined;

/** What a plan says of a target and an operation: it has it, leaves it out, or cannot be made since it is in no wave or in several. */
export type Judged = { readonly operation?: string } & (
  | { readonly is: 'planned'; readonly target: Unnumbered }
  | { readonly is: 'left'; readonly left: Left }
  | { readonly is: 'no_wave' }
  | { readonly is: 'several_waves'; readonly names: readonly string[] }
);

/** What a plan says of a row; nothing where the fleet does not mean it. */
export function judge({ row, of, read_at }: PlanRow, facts: PlanFacts, fits: Fits): Judged[] {
  if (row.gone_at !== undefined) return [];
  const { take, select, waves } = facts.fleet;
  const taken = row.offered.filter(({ operation }) => Object.hasOwn(take, operation));
  const out = (reason: Left): Judged[] =>
    taken.map(({ operation }) => ({ operation, is: 'left', left: reason }));
  if (!of) return out(left('selection_unclear', 'its instance is not known'));
  const surveyed = surveyedOf(of);
  const match = selects(select, surveyed);
  if (match.is === 'no') return [];
  if (match.is === 'cannot_tell') return out(left('selection_unclear', match.why.join('; ')));
  if (taken.length === 0) return untaken(row);
  const wave = waveOf(waves, surveyed);
  return taken.map((offer) => {
    const { operation } = offer;
    if (wave.is === 'none') return { operation, is: 'no_wave' };
    if (wave.is === 'several') return { operation, is: 'several_waves', names: wave.names };
    const found = judgeOffer({ row, of, read_at }, offer, wave, facts, fits);
    return 'code' in found
      ? { operation, is: 'left', left: found }
      : { operation, is: 'planned', target: found };
  });
}

/** An instance that is offered nothing itself is told by its proxies. */
function untaken({ offered, unread }: TargetRow): Judged[] {
  if (offered.length > 0) return [{ is: 'left', left: left('not_taken') }];
  return unread.includes('instance') ? [{ is: 'left', left: left('not_known') }] : [];
}

const surveyedOf = ({ service, region, project, target: id, ...row }: TargetRow): Surveyed => ({
  service,
  place: { region, project },
  instance: { ...row, id },
});

function judgeOffer(
  { row, of = row, read_at }: PlanRow,
  offer: KeptOffer,
  wave: InWave,
  facts: PlanFacts,
  fits: Fits,
): Unnumbered | Left {
  const { fleet, now, past, elsewhere } = facts;
  const { operation, current: from } = offer;
  const { target } = row;
  const taking = fleet.take[operation];
  const bring = facts.bring.get(operation);
  if (wave.is !== 'one') return left('wave_unclear', wave.is === 'unclear' ? wave.why : undefined);
  if (!taking || !bring) return left('not_taken');
  if (read_at === undefined) return left('not_read');
  if (row.last_success_at !== undefined && row.last_success_at >= read_at) return left('changed');
  const brought = toBring(offer, row.first_offered, taking, now);
  if ('code' in brought) return brought;
  const held = heldBack(of, fleet, now);
  if (held) return held;
  if (!from) return left('not_known', 'it was not shown what it runs');
  const { to, since } = brought;
  const intent = bring.intent({ target, instance: of.target, from, to });
  if (!intent) return left('not_known', 'nobody can ask for that');
  if (elsewhere.has(target)) return left('elsewhere');
  const backup = taking.backup && facts.backUp.get(operation);
  if (taking.backup && !backup) return left('not_known', 'no operation backs up its instance');
  const planned: Unnumbered = {
    region: row.region,
    project: row.project,
    wave: wave.wave,
    operation,
    target,
    instance: of.target,
    ...described(row, of, fleet.owner),
    from,
    to,
    since,
    groups: groupsOf(of, facts.calendar.never_together),
    windows: fleet.windows,
    ...(fleet.windows.includes(OWN) && of.window !== undefined && { own_window: of.window }),
    intent,
    ...(backup && { backup }),
  };
  const unfit = fits(planned);
  if (unfit) return unfit;
  const forbidden = facts.forbidden(planned) ?? (backup && facts.forbidden(asStage(planned, 'backup')));
  if (forbidden !== undefined) return left('forbidden', forbidden);
  const unseen = !past.first && !past.has(operation, target);
  return unseen && !needsApproval(fleet, wave.wave, past) ? left('new') : planned;
}

/** Whether nobody may start a wave before it was approved. The first plan of a fleet needs it for every wave. */
export function needsApproval(
  { approval: { waves: asked }, waves }: PlanFacts['fleet'],
  wave: number,
  { first }: Pick<PlanFacts['past'], 'first'>,
): boolean {
  if (first || asked === 'all') return true;
  return asked !== 'none' && asked.includes(Object.keys(waves)[wave] ?? '');
}

function heldBack(of: TargetRow, { holds }: PlanFacts['fleet'], now: number): Left | undefined {
  const hold = holdOf(of, holds, now);
  if (hold?.is === 'in_force') {
    return left('held', `${hold.tag} ${hold.value}: left alone until ${utc(hold.until ?? now)}`);
  }
  if (hold?.is === 'unclear')
    return left('hold_unclear', `${hold.tag} ${JSON.stringify(hold.value)} is no date`);
  return of.tags === undefined || of.unread.includes('tags') ? left('tags_unread') : undefined;
}

function described({ name, engine }: TargetRow, of: TargetRow, owner: string) {
  const shown = { name: name ?? of.name, owner: tagOf(of, owner), engine };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)) as Pick<
    Unnumbered,
    'name' | 'owner' | 'engine'
  >;
}

const groupsOf = (of: TargetRow, never_together: readonly string[]): string[] => [
  of.target,
  ...never_together.flatMap((tag) => {
    const value = tagOf(of, tag);
    return value === undefined ? [] : [`${keyOf(tag)}=${value}`];
  }),
];

const keyOf = (tag: string) => tag.replace(/^tag:/, '');

function tagOf({ tags }: TargetRow, tag: string): string | undefined {
  const key = keyOf(tag);
  return tags && Object.hasOwn(tags, key) ? tags[key] : undefined;
}
