import type { Cloud } from '../../cloud/cloud.ts';
import { PLACES } from '../places.ts';
import type { SurveyedPlaces } from './two-places.ts';

/** Where the surveys part from what the cloud has, in words; nothing when all is well. */
export function compareSurvey({ kept, report }: SurveyedPlaces, { state }: Cloud): string[] {
  const projects: readonly string[] = PLACES.map(({ project }) => project);
  const isThere = ({ project_id }: { readonly project_id: string }) => projects.includes(project_id);
  const instances = [...state.instances.values()].filter(isThere);
  const there = [...instances, ...[...state.proxies.values()].filter(isThere)];
  const rows = kept.flatMap((one) => one.rows);
  return [
    ...differing(
      'project of',
      there.map(({ id, project_id }) => [id, project_id]),
      rows.map(({ target, project }) => [target, project]),
    ),
    ...differing(
      'name of',
      instances.map(({ id, name }) => [id, name]),
      rows.flatMap(({ target, instance, name }) => (instance === undefined ? [[target, name]] : [])),
    ),
    // An instance is told by itself or by its proxies.
    ...differing(
      'state of',
      instances.map(({ id }) => [id]),
      report.targets.map(({ target, instance = target }) => [instance]),
    ),
    ...report.surveys.flatMap(({ service, region, gaps }) =>
      gaps.map(({ why }) => `the survey of ${service} in ${region} has a gap: ${why}`),
    ),
    ...rows.flatMap(({ target, unread, offered }) =>
      [unread, ...offered.map((offer) => offer.unread)]
        .flat()
        .map((what) => `not read of ${target}: ${what}`),
    ),
  ];
}

type Facts = readonly (readonly unknown[])[];

/** What is told of an id on one side and otherwise, or not at all, on the other. */
function differing(what: string, there: Facts, told: Facts): string[] {
  const has = (facts: Facts) => new Set(facts.map((fact) => JSON.stringify(fact)));
  const [cloud, survey] = [has(there), has(told)];
  return [
    ...[...cloud].filter((fact) => !survey.has(fact)).map((fact) => `no survey tells the ${what} ${fact}`),
    ...[...survey].filter((fact) => !cloud.has(fact)).map((fact) => `a survey invents the ${what} ${fact}`),
  ];
}

/** What the surveys met and how current it is, in lines that a person can read at a glance. */
export function surveySummary({ kept, report, lines }: SurveyedPlaces): string[] {
  const rows = kept.flatMap((one) => one.rows);
  const proxies = rows.filter(({ instance }) => instance !== undefined).length;
  const reads = kept.reduce((sum, { head }) => sum + (head?.complete?.reads ?? 0), 0);
  const { up_to_date, due, overdue, not_known } = report.summary.all;
  return [
    `Surveyed: ${rows.length - proxies} instances and ${proxies} proxies in ${PLACES.length} places, by ${reads} reads in ${lines.length} ${lines.length === 1 ? 'run' : 'runs'}.`,
    `How current they are: ${up_to_date} up to date, ${due} due, ${overdue} overdue, ${not_known} not known.`,
  ];
}
