import { PROGRAM } from '../../shared/values/program.ts';
import { METRICS, type MetricName, NAMESPACE } from './metrics.ts';

/** What CloudWatch watches: one metric, or an expression over several. */
export interface Watched {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Statistic: string;
}

/** An alarm: it goes off when the value stays above `above` for `periods` of five minutes. */
export interface Alarm {
  /** Kebab-case; with the stage before it the alarm's name, and the heading of its place in docs/runbook.md. */
  readonly name: string;
  /** What it means and what to do, in a sentence or two. */
  readonly says: string;
  /** The command to run then, as its name is typed. */
  readonly command?: string;
  readonly watches: Watched | readonly Watched[];
  /**
   * A metric that always has data, which counts for nothing. CloudWatch ignores missing data in alarms on AWS/DynamoDB
   * whatever they ask for, so that without it an alarm stays on after the last error.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  readonly besides?: Watched;
  readonly above?: number;
  readonly periods?: number;
  /** Whether no data at all is as bad. */
  readonly silenceIsBad?: boolean;
}

const PERIOD_S = 300;

/** A metric of AWS's. */
export const awsMetric = (
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, unknown>>,
  Statistic = 'Sum',
): Watched => ({
  Namespace,
  MetricName,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  Statistic,
});

/** A metric of ours. */
export const ourMetric = (name: MetricName, dimensions: Readonly<Record<string, string>>): Watched =>
  awsMetric(NAMESPACE, name, dimensions, METRICS[name].statistic);

/** The alarm as a resource; it tells the people, and them alone. */
export function alarmResource(
  { name, says, command, watches, besides, above = 0, periods = 1, silenceIsBad }: Alarm,
  stage: string,
) {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `db-upkeep-${stage}-${name}`,
      AlarmDescription: command
        ? { 'Fn::Sub': `${says} ${spelled(command, stage)} (docs/runbook.md)` }
        : `${says} See docs/runbook.md.`,
      AlarmActions: [{ Ref: 'People' }],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: above,
      EvaluationPeriods: periods,
      TreatMissingData: silenceIsBad ? 'breaching' : 'notBreaching',
      ...(isList(watches) ? { Metrics: sumOf(watches, besides) } : { ...watches, Period: PERIOD_S }),
    },
  };
}

/** As it works in a fresh shell. CloudFormation knows the region. */
const spelled = (command: string, stage: string) =>
  `Run ${PROGRAM} ${command} --stage ${stage} --aws-region \${AWS::Region}`;

const isList = (watches: Alarm['watches']): watches is readonly Watched[] => Array.isArray(watches);

/** The sum of several metrics, each of which may have no data, at the times of `besides` too. */
function sumOf(watches: readonly Watched[], besides?: Watched) {
  const terms = watches.map((_, index) => `FILL(m${index}, 0)`);
  return [
    {
      Id: 'sum',
      Expression: [...terms, ...(besides ? [`0 * FILL(m${watches.length}, 0)`] : [])].join(' + '),
      ReturnData: true,
    },
    ...[...watches, ...(besides ? [besides] : [])].map(({ Statistic, ...Metric }, index) => ({
      Id: `m${index}`,
      MetricStat: { Metric, Stat: Statistic, Period: PERIOD_S },
      ReturnData: false,
    })),
  ];
}
