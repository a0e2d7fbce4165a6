interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A compiled template, as far as it is listed. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** What names a resource for people, in order of preference. */
const NAMES = [
  'FunctionName',
  'QueueName',
  'AlarmName',
  'TableName',
  'TopicName',
  'DashboardName',
  'AliasName',
  'LogGroupName',
  'ArchiveName',
  'RouteKey',
  'Name',
];

/** What a compiled template would create: a line a resource by type, its name or else its logical id, and how many. */
export function resourceList(template: Template): string {
  const resources = Object.entries(template.Resources);
  const byType = Object.groupBy(resources, ([, { Type }]) => Type);
  const blocks = Object.entries(byType)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([type, found = []]) => {
      const lines = found.map((resource) => `    ${nameOf(resource)}`).sort();
      return `${type} (${found.length})\n${lines.join('\n')}\n`;
    });
  return `${blocks.join('\n')}\n${resources.length} resources\n`;
}

function nameOf([id, { Type, Properties = {} }]: [string, Resource]): string {
  const name = NAMES.map((key) => Properties[key]).find((value) => typeof value === 'string') ?? id;
  if (Type !== 'AWS::Scheduler::Schedule') return String(name);
  const { State, ScheduleExpression, ScheduleExpressionTimezone } = Properties;
  return `${name}: ${ScheduleExpression} ${ScheduleExpressionTimezone}, ${State === 'ENABLED' ? 'on' : 'off'}`;
}
