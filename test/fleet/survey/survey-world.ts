import { offering } from '../../../functions/offers.ts';
import type { Fleet, Fleets } from '../../../shared/fleet/fleet.ts';
import { surveysOf } from '../../../shared/fleet/places.ts';
import { HEAD, type SurveyHead, surveyKey, type TargetRow } from '../../../shared/fleet/survey/rows.ts';
import { type Surveyings, surveyPlaces } from '../../../shared/fleet/survey/survey-places.ts';
import { SERVICE_NAMES } from '../../../shared/huawei/services/service-names.ts';
import { everyItem } from '../../../shared/platform/every-page.ts';
import type { FleetItem, FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { loadSettings } from '../../../shared/settings/settings.ts';
import { rowsKey } from '../../../shared/terms/row-key.ts';
import { makeFleet } from '../../../stand-in/cloud/made-fleet.ts';
import type { LedgerWorld } from '../../world/world.ts';

export const PROJECT = '1'.repeat(32);
const PLACE = { region: 'ap-southeast-1', project: PROJECT };
type ServiceName = (typeof SERVICE_NAMES)[number];

/** A fleet that takes whatever has an environment, and is impatient. */
export const FLEET: Fleet = {
  select: { places: [PLACE], tags: { env: '*' } },
  max_targets: 200,
  take: { 'schedule-hotfix-upgrade': { versions: 'latest', min_age: 'P14D', never: [] } },
  plan: { time_zone: 'UTC', good_for: 'P14D' },
  approval: { waves: 'all', by: ['queue:AROAEXAMPLELEAD0001:*'], needs: 1 },
  waves: { all: { rest: true, at_once: 1, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' } },
  windows: ['own'],
  holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
  owner: 'tag:owner',
  overdue: 'P45D',
  tell: { ahead: [], to: ['people'] },
};

/** A project of its own, filled from a seed. */
export function fill({ cloud }: LedgerWorld, count: number, seed = 'survey', project = PROJECT): void {
  cloud.state.projects.set(project, { id: project, name: `ap-southeast-1_${project[0]}`, domain: 'acme' });
  makeFleet(cloud.state, { seed, count, project_ids: [project] });
}

/** What a run of the survey is given that is not said by the environment. */
export interface Given {
  readonly fleets?: Fleets;
  readonly never_together?: readonly string[];
  readonly places?: readonly { region: string; project: string }[];
  readonly remaining?: () => number;
  readonly now?: boolean;
}

/** Goes on with the surveys of a place, as the function and the command do. */
export async function survey({
  fleets = { monthly: FLEET },
  never_together = [],
  places = [PLACE],
  remaining = () => Number.POSITIVE_INFINITY,
  now = false,
}: Given = {}): Promise<Surveyings> {
  return surveyPlaces(loadSettings(), {
    surveys: surveysOf(places),
    fleets,
    never_together,
    offering: await offering(),
    remaining,
    now,
  });
}

/** Every item under a key. */
export const itemsOf = (table: FleetTable, pk: string, begins = ''): Promise<FleetItem[]> =>
  everyItem((page) => table.list(pk, begins, page));

/** What the table holds of a place: its rows by target, and the heads of its surveys. */
export async function held(table: FleetTable, place = PLACE) {
  const rows = new Map<string, TargetRow>();
  const heads = new Map<ServiceName, SurveyHead>();
  for (const service of SERVICE_NAMES) {
    for (const { sk, doc } of await itemsOf(table, rowsKey({ ...place, service })))
      rows.set(sk, JSON.parse(doc));
    const head = await table.get({ pk: surveyKey({ ...place, service }), sk: HEAD });
    if (head) heads.set(service, JSON.parse(head.doc));
  }
  return { rows, heads };
}

/** What a run did of a service. */
export const ranOf = ({ surveyed }: Surveyings, service: ServiceName) => {
  const found = surveyed.find(({ head }) => head.service === service);
  if (!found) throw new Error(`no survey of ${service}`);
  return found;
};
