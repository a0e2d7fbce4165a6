import * as z from 'zod/mini';
import { endOfHold } from '../calendar/hold.ts';
import { instanceIn, listInstances, showTags } from '../huawei/instances.ts';
import type { Instance } from '../huawei/services/instance.ts';
import type { Service } from '../huawei/services/service.ts';
import { serviceOf } from '../huawei/services/services.ts';
import { describe } from '../terms/faults.ts';
import type { Reads } from '../terms/follow.ts';
import type { Intent } from '../terms/intent.ts';
import type { Answers } from '../terms/lookup.ts';
import type { Operation } from '../terms/operation.ts';
import { type Findings, type Misfit, obstacle } from '../terms/preflight.ts';
import { eachOf } from '../values/json/lenient.ts';
import { iso } from '../values/time/instant.ts';
import { nameSameVersions } from '../values/versions.ts';

/** What has to be read of a target to tell whether it is as the intent expects. */
export function expectationReads(operation: Operation, request: Intent, target: string): Reads {
  const { targets, expects } = request;
  if (!expects) return {};
  const { service } = operation;
  const ids = targets.map((one) => instanceOf(operation, request, one));
  const tags = expects.hold_tag && showTags(service, instanceOf(operation, request, target));
  return {
    // As the operation itself lists them, so that it is read once.
    expected_instances: listInstances(service, [...new Set(ids)]),
    ...(tags && { expected_tags: tags }),
  };
}

/**
 * What keeps a target from being sent of which the intent expects something: it is not so, or that cannot be told, besides all
 * that would keep any other. `now` in epoch ms.
 */
export function unexpected(
  operation: Operation,
  request: Intent,
  target: string,
  { answers, findings, now }: { answers: Answers; findings: Findings; now: number },
): Misfit | undefined {
  const { service, preflight } = operation;
  const { fields, region, expects: { from, hold_tag } = {} } = request;
  const id = instanceOf(operation, request, target);
  const instance = instanceIn(service, { instances: answers.expected_instances }, id);
  const version = preflight.runs
    ? preflight.runs(answers, fields, target)
    : instance && versionsOf(operation, instance);
  const tag = hold_tag === undefined ? {} : tagIn(answers, instance, hold_tag);
  const hold = tag.value === undefined ? {} : holdBy(tag.value, region, now);

  if (from !== undefined && version !== undefined && !nameSameVersions(version, from)) {
    return {
      code: 'drifted',
      reason: `it runs ${describe(version)}, and ${describe(from)} was expected`,
      hint: 'look at what has changed there, and send another request if it is still wanted',
    };
  }
  if (hold.until !== undefined) {
    return {
      code: 'on_hold',
      reason: `its tag ${hold_tag} asks to leave it alone until ${iso(hold.until)}`,
      hint: 'send another request after that, or take the tag away first',
    };
  }
  // Whatever would wait for a person's eye with a disruptive operation does so here with any.
  const own = obstacle({ disruptive: true }, findings);
  if (own) return own;
  const unread = [
    ...(from !== undefined && version === undefined ? ['its version'] : []),
    ...(findings.at_rest ? [] : ['whether it is at rest']),
    ...(tag.unread ? ['its tags'] : []),
    ...(hold.unclear ? [`the date in its tag ${hold_tag}, ${describe(tag.value)}`] : []),
  ];
  if (unread.length === 0) return undefined;
  return {
    reason: `the intent expects something of it, and this could not be read: ${unread.join(', ')}`,
    hint: 'it is not sent before that can be read',
    retry: true,
  };
}

const instanceOf = (operation: Operation, { fields }: Intent, target: string): string =>
  operation.instanceOf?.(fields, target) ?? target;

/** The base version and the hot patches; where a list shows none of these, there are none to tell apart (contract §7.2). */
function versionsOf({ service }: Operation, { version, patches = [], unread }: Instance): string | undefined {
  const { patches_in = [] }: Service = serviceOf(service);
  if (!version || patches_in.some((field) => unread.includes(field))) return undefined;
  return [version, ...patches].join(' ');
}

const tags = z.lazy(() => z.object({ tags: eachOf(z.object({ key: z.string(), value: z.string() })) }));

/** A tag's value, absent where there is no such tag; *unread* where that cannot be told. */
function tagIn(
  { expected_tags: alone }: Answers,
  instance: Instance | undefined,
  key: string,
): { readonly value?: string; readonly unread?: true } {
  const read = tags.safeParse(alone).data?.tags;
  const shown = read
    ? Object.fromEntries(read.flatMap((tag) => (tag ? [[tag.key, tag.value]] : [])))
    : instance?.tags;
  if (shown && Object.hasOwn(shown, key)) return { value: shown[key] ?? '' };
  const whole = read ? !read.includes(undefined) : !instance?.unread.includes('tags');
  return shown && whole ? {} : { unread: true };
}

function holdBy(
  value: string,
  region: string,
  now: number,
): { readonly until?: number; readonly unclear?: true } {
  const until = endOfHold(value, region);
  if (until === undefined) return { unclear: true };
  return until > now ? { until } : {};
}
