import { catalog } from '../../functions/catalog.ts';
import type { Example, Operation } from '../../shared/operation.ts';
import type { FaultRule } from '../cloud/faults.ts';
import { matchRoute } from '../cloud/routes.ts';
import type { Scene, Wave } from './scene.ts';
import type { Way } from './stage.ts';

const WAYS: readonly Way[] = ['timer', 'queue', 'webhook'];

/** What has to go wrong in the cloud for a vendor page's reply to come out. */
const CIRCUMSTANCES: Readonly<Record<string, FaultRule[]>> = {
  'upgrade-proxy-version': [{ call: 'upgradeProxyVersion', fault: { kind: 'reject', mixed: true } }],
};

/** An operation with the examples of its vendor page. */
export interface Rehearsable {
  readonly operation: Operation;
  readonly examples: readonly Example[];
}

/** The operations with their pages' examples, apart from those the stand-in cloud does not know yet. */
export async function readExamples(): Promise<{ known: Rehearsable[]; unknown: Rehearsable[] }> {
  const all = await Promise.all(
    catalog.map(async (operation): Promise<Rehearsable> => {
      const file = new URL(`../../functions/${operation.name}/examples.ts`, import.meta.url);
      const { examples } = (await import(file.href)) as { examples: Example[] };
      return { operation, examples };
    }),
  );
  const isKnown = ({ operation: { service }, examples }: Rehearsable) =>
    examples.every(({ wire }) => matchRoute(service, wire.method, wire.path));
  return { known: all.filter(isKnown), unknown: all.filter((one) => !isKnown(one)) };
}

/** Every example through every trigger: one wave per trigger and round of examples. */
export function exampleWaves(operations: readonly Rehearsable[]): Wave[] {
  const rounds = Math.max(...operations.map(({ examples }) => examples.length));
  return WAYS.flatMap((way) =>
    Array.from({ length: rounds }, (_, round) => ({
      title: `the vendor pages' examples by ${way}${rounds > 1 ? `, round ${round + 1}` : ''}`,
      scenes: operations.flatMap(({ operation, examples }) =>
        examples.slice(round, round + 1).map((example) => exampleScene(way, operation.name, example)),
      ),
    })),
  );
}

const exampleScene = (
  way: Way,
  operation: string,
  { title, intent, project_id, outcomes }: Example,
): Scene => {
  const verdicts = new Set(outcomes.map(({ verdict }) => verdict));
  const allAccepted = verdicts.size === 1 && verdicts.has('accepted');
  return {
    title,
    way,
    operation,
    // The region stays out: only the one in HW_REGION_NAME is the stand-in's, any other is the vendor's real cloud.
    intent: { ...intent, project_id },
    faults: CIRCUMSTANCES[operation] ?? [],
    expect: {
      ...(way === 'webhook' && { answer: { status: 202 } }),
      calls: 1,
      reports: [
        {
          status: allAccepted ? 'accepted' : 'partial',
          fate: allAccepted ? 'done' : 'dead-lettered',
          outcomes,
        },
      ],
    },
  };
};
