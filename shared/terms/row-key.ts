/** How the first keys of all rows begin that the survey keeps in the fleet table. */
export const ROWS = 'place#';

/** Under which the rows of a service in a place lie, each with its target as second key. They never change. */
export const rowsKey = (at: {
  readonly service: string;
  readonly region: string;
  readonly project: string;
}): string => `${ROWS}${at.service}#${at.region}#${at.project}`;
