import { surveysOf } from '../../../shared/fleet/places.ts';
import type { Kept } from '../../../shared/fleet/survey/kept.ts';
import {
  HEAD,
  type KeptOffer,
  type PassPage,
  pageKey,
  type Survey,
  surveyKey,
  type TargetRow,
} from '../../../shared/fleet/survey/rows.ts';
import type { FleetItem } from '../../../shared/platform/fleet-ports.ts';
import { rowsKey } from '../../../shared/terms/row-key.ts';
import { chunksOf } from '../../../shared/values/chunks.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { makeFleet } from '../../../stand-in/cloud/made-fleet.ts';
import type { Instance, ProxyInstance } from '../../../stand-in/cloud/resources.ts';
import { emptyState } from '../../../stand-in/cloud/state.ts';
import { PLACES } from './places.ts';

/** What surveys would keep of a made fleet of so many instances in those places, read half an hour before `now`. */
export function keptFleet(count: number, now: number): Kept[] {
  const state = emptyState();
  makeFleet(state, { seed: 'report', count, project_ids: PLACES.map(({ project }) => project) });
  const [instances, proxies] = [[...state.instances.values()], [...state.proxies.values()]];
  return surveysOf(PLACES).map((survey) => {
    const own = instances.filter(
      (one) => one.service === survey.service && one.project_id === survey.project,
    );
    const ids = new Set(own.map(({ id }) => id));
    const theirs = proxies.filter(({ instance_id }) => ids.has(instance_id));
    const started_at = now - 40 * MINUTE;
    return {
      ...survey,
      head: {
        ...survey,
        first_pass_at: now - 60 * DAY,
        complete: { started_at, ended_at: now - 20 * MINUTE, met: own.length, nameless: 0 },
      },
      pages: pagesOf(own, theirs, now - 30 * MINUTE),
      rows: [
        ...own.map((one) => instanceRow(survey, one, now)),
        ...theirs.map((one) => proxyRow(survey, one, now)),
      ],
    };
  });
}

const PAGE = 100;

const pagesOf = (
  instances: readonly Instance[],
  proxies: readonly ProxyInstance[],
  read_at: number,
): PassPage[] =>
  chunksOf(instances, PAGE).map((some) => {
    const met = some.map(({ id }) => id);
    const theirs = proxies.filter(({ instance_id }) => met.includes(instance_id));
    return { read_at, met, proxies: theirs.map(({ id }) => id), nameless: 0 };
  });

/** Days that follow from an id, so that the same fleet has the same ages. */
const daysOf = (id: string) => Number.parseInt(id.slice(0, 4), 16) % 60;

function instanceRow(survey: Survey, one: Instance, now: number): TargetRow {
  const tags = Object.fromEntries(one.tags.map(({ key, value }) => [key, value]));
  const held = tags['upkeep-hold-until'];
  const offered = offersOn(one);
  const at = now - daysOf(one.id.slice(4)) * DAY;
  return {
    ...survey,
    target: one.id,
    name: one.name,
    status: one.status,
    engine: one.engine,
    version: one.version,
    window: one.maintenance_window,
    enterprise_project_id: one.enterprise_project_id,
    tags,
    patches: one.hotfix_versions,
    unread: [],
    offered,
    first_offered: firstOffered(offered, now - daysOf(one.id) * DAY),
    ...(held !== undefined && { holds: { 'upkeep-hold-until': { value: held, first_seen: now - 3 * DAY } } }),
    ...(daysOf(one.id.slice(8)) < 30 && {
      last_result: {
        operation: offered[0]?.operation ?? '',
        request_id: `r-${one.id.slice(0, 6)}`,
        end: daysOf(one.id.slice(8)) < 25 ? 'succeeded' : 'failed',
        at,
      },
      last_success_at: at - HOUR,
    }),
    ...(one.id.startsWith('0') && { gone_at: at }),
  };
}

const firstOffered = (offered: readonly KeptOffer[], at: number) =>
  Object.fromEntries(
    offered.flatMap(({ patch, available = '' }) =>
      patch ? available.split(',').map((one) => [one, at]) : [],
    ),
  );

function offersOn({
  service,
  version,
  hotfix_versions,
  hotfix_candidates,
  patch_available,
  id,
}: Instance): KeptOffer[] {
  if (service === 'gaussdb') {
    const unread = id.startsWith('f') ? ['offered hot patches'] : [];
    return [
      {
        operation: 'schedule-hotfix-upgrade',
        current: [version, ...hotfix_versions].join(' '),
        unread,
        ...(unread.length === 0 && {
          patch: hotfix_candidates.length > 0,
          available: hotfix_candidates.join(','),
        }),
      },
    ];
  }
  if (service === 'taurusdb') return [];
  return [
    {
      operation: 'patch-databases',
      current: version,
      unread: [],
      patch: patch_available,
      ...(patch_available && { available: 'latest patch' }),
    },
  ];
}

function proxyRow(
  survey: Survey,
  { id, instance_id, version, latest_version }: ProxyInstance,
  now: number,
): TargetRow {
  const offered: KeptOffer[] = [
    {
      operation: 'upgrade-proxy-version',
      current: version,
      unread: [],
      patch: version !== latest_version,
      ...(version !== latest_version && { available: latest_version }),
    },
  ];
  return {
    ...survey,
    target: id,
    instance: instance_id,
    unread: [],
    offered,
    first_offered: firstOffered(offered, now - daysOf(id) * DAY),
  };
}

/** The items under which the fleet table holds it. */
export function itemsOf({ head, pages, rows, ...survey }: Kept): FleetItem[] {
  const item = (pk: string, sk: string, doc: object): FleetItem => ({
    pk,
    sk,
    version: 1,
    write_id: 'w',
    doc: JSON.stringify(doc),
  });
  const started_at = head?.complete?.started_at ?? 0;
  return [
    ...(head ? [item(surveyKey(survey), HEAD, head)] : []),
    ...pages.map((page, index) => item(surveyKey(survey), pageKey(started_at, index), page)),
    ...rows.map((row) => item(rowsKey(survey), row.target, row)),
  ];
}
