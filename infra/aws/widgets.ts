import { METRICS, type MetricName, NAMESPACE } from './metrics.ts';

const WIDTH = 24;
const HEIGHT = 6;

/** A widget without its place on the dashboard. */
export interface Widget {
  readonly type: 'text' | 'metric' | 'log';
  readonly height: number;
  readonly properties: object;
}

/** A metric of a graph, as CloudWatch writes it. */
export type Line = readonly unknown[];

export const text = (markdown: string, height = 2): Widget => ({
  type: 'text',
  height,
  properties: { markdown },
});

export const graph = (title: string, metrics: readonly Line[], more: object = {}): Widget => ({
  type: 'metric',
  height: HEIGHT,
  properties: {
    title,
    metrics,
    region: '${AWS::Region}',
    view: 'timeSeries',
    stat: 'Sum',
    period: 300,
    ...more,
  },
});

/** What a query over the logs of some functions finds. */
export const table = (title: string, names: readonly string[], stage: string, query: string): Widget => ({
  type: 'log',
  height: HEIGHT,
  properties: {
    title,
    region: '${AWS::Region}',
    view: 'table',
    query: `${names.map((name) => `SOURCE '/aws/lambda/db-upkeep-${stage}-${name}'`).join(' | ')} | ${query}`,
  },
});

/** A metric of ours about an operation, or a function that serves them all. */
export const ours = (name: MetricName, operation: string, label: string): Line => [
  NAMESPACE,
  name,
  'operation',
  operation,
  { label, stat: METRICS[name].statistic },
];

/** What a table of the stage took of its units. */
export const units = (way: 'Read' | 'Write', stage: string, table: string, label: string): Line => [
  'AWS/DynamoDB',
  `Consumed${way}CapacityUnits`,
  'TableName',
  `db-upkeep-${stage}-${table}`,
  { label },
];

/** The widgets of each row beside each other, the rows below each other. */
export function placed(all: readonly (readonly Widget[])[]): object[] {
  let y = 0;
  return all.flatMap((row) => {
    const top = y;
    y += Math.max(...row.map(({ height }) => height));
    const width = Math.floor(WIDTH / row.length);
    return row.map((widget, index) => ({ ...widget, x: index * width, y: top, width }));
  });
}
