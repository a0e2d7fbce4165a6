import type { Kept } from '../../../shared/fleet/survey/kept.ts';
import { keptFleet } from './kept-fleet.ts';

/** What anybody who may name or tag an instance can write there. */
export const HOSTILE = [
  '<script>globalThis.harmed = 1</script>',
  '<img src=x onerror="globalThis.harmed = 1">',
  '"><svg onload=globalThis.harmed=1>',
  "' onmouseover='globalThis.harmed=1",
  '</style><script>globalThis.harmed = 1</script>',
  '<!--',
  '&lt;b&gt; &amp;',
  '=HYPERLINK("http://192.0.2.1/","click")',
  "+1+cmd|' /C calc'!A0",
  '@SUM(1)',
  '-2+3',
  '\t=1+1',
  '＝1+1',
  '[click](javascript:alert(1))',
  '![](http://192.0.2.1/seen.png)',
  '`rm -rf`',
  'a|b\\|c',
  '\u202Egpj.exe',
  'a\u0000b\u001b[31mred\u001b]0;title\u0007',
  'line\nbreak\r\nand\u2028more',
  '数据库'.repeat(20),
  'x'.repeat(64),
  '__proto__',
  '   ',
] as const;

/** A made fleet whose names, owners, versions and reasons are these texts, in turn. */
export function hostileFleet(texts: readonly string[], now: number): Kept[] {
  let nth = 0;
  const next = () => texts[nth++ % texts.length] ?? '';
  return keptFleet(60, now).map((one) => ({
    ...one,
    ...(one.head && { head: { ...one.head, stuck: { reason: next(), kind: 'no_right', since: now - 1 } } }),
    rows: one.rows.map((row) => ({
      ...row,
      name: next(),
      engine: next(),
      tags: { owner: next() },
      offered: row.offered.map((offer) => ({ ...offer, current: next() })),
      holds: { 'upkeep-hold-until': { value: next(), first_seen: now - 1 } },
      last_result: { operation: next(), request_id: next(), end: next(), at: now - 1 },
    })),
  }));
}
