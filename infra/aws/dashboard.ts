import type { Operation } from '../../shared/terms/operation.ts';
import { CONSOLE } from './console.ts';
import { fleetRows } from './dashboard/fleets.ts';
import { operationRow } from './dashboard/operation.ts';
import { peopleRows } from './dashboard/people.ts';
import { functionNames, queued } from './functions.ts';
import { graph, type Line, ours, placed, table, text, units, type Widget } from './widgets.ts';

function rows(catalog: readonly Operation[], stage: string, hosted: boolean): (readonly Widget[])[] {
  const operations = catalog.map(({ name }) => name);
  const functions = [...functionNames(catalog), ...(hosted ? [CONSOLE] : [])];
  const lambda = (metric: string, stat: string): Line[] =>
    functions.map((name) => [
      'AWS/Lambda',
      metric,
      'FunctionName',
      `db-upkeep-${stage}-${name}`,
      { label: name, stat },
    ]);
  return [
    [
      text(
        `# Database upkeep, ${stage}\nA row an operation: what the cloud said to each target, how the jobs ended that it started, how long they took, ` +
          'and what waits. *Unknown* and *for a person* should be zero. Below: what is waiting and why, what the cloud refuses, what costs money.',
        3,
      ),
    ],
    ...operations.map((name) => operationRow(name, stage)),
    [
      graph('Due in the ledger, and how late', [
        ours('due', 'sweep', 'due'),
        [
          ...ours('overdue_ms', 'sweep', 'oldest, ms late').slice(0, -1),
          { label: 'oldest, ms late', stat: 'Maximum', yAxis: 'right' },
        ],
      ]),
      table(
        'Waiting, and for what (each line one try)',
        operations,
        stage,
        'filter status = "held" | stats count(*) as tries, latest(next_try) as next by operation, reason | sort tries desc | limit 20',
      ),
      table(
        'What the cloud refuses, by code (of the first target)',
        operations,
        stage,
        'filter ispresent(outcomes.0.code) | stats count(*) as lines by operation, outcomes.0.code as code | sort lines desc | limit 20',
      ),
    ],
    ...fleetRows(stage),
    ...peopleRows(stage, hosted),
    [
      graph('Lambda: runs', lambda('Invocations', 'Sum')),
      graph('Lambda: milliseconds billed, roughly', lambda('Duration', 'Sum')),
      graph(
        'Ledger and fleets: units read and written',
        ['ledger', 'fleet'].flatMap((table) => [
          units('Read', stage, table, `${table}, read`),
          units('Write', stage, table, `${table}, written`),
        ]),
      ),
      graph(
        'Queues: messages sent',
        queued(catalog).map((name) => [
          'AWS/SQS',
          'NumberOfMessagesSent',
          'QueueName',
          `db-upkeep-${stage}-${name}`,
          { label: name },
        ]),
      ),
    ],
  ];
}

/** The dashboard of a stage, a row for every operation of the catalogue. */
export const dashboardResources = (
  catalog: readonly Operation[],
  stage: string,
  { hosted }: { readonly hosted: boolean },
): Record<string, object> => ({
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: `db-upkeep-${stage}`,
      DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: placed(rows(catalog, stage, hosted)) }) },
    },
  },
});
