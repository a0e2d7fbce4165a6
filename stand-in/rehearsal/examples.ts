import { catalog } from '../../functions/catalog.ts';
import type { Example, Operation } from '../../shared/terms/operation.ts';
import { matchRoute } from '../cloud/routes.ts';
import type { ExpectedReport, Scene, Wave } from './scene.ts';
import type { Way } from './stage.ts';
import { todays } from './todays.ts';

const WAYS: readonly Way[] = ['timer', 'queue', 'webhook'];

/** What the cloud has to be like for a vendor page's reply to come out, and no longer for the next. */
const CIRCUMSTANCES: Readonly<Record<string, (example: Example) => Pick<Scene, 'faults' | 'instances'>>> = {
  'upgrade-proxy-version': () => ({
    faults: [{ call: 'upgradeProxyVersion', fault: { kind: 'reject', mixed: true } }],
  }),
  'patch-databases': ({ project_id, outcomes }) => {
    const busy = outcomes.filter(({ retry }) => retry).map(({ target }) => target);
    return {
      faults: [{ call: 'batchUpgradeDatabaseVersion', fault: { kind: 'busy', targets: busy } }],
      instances: busy.map((id) => ({ id, service: 'geminidb', project_id })),
    };
  },
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

/**
 * Every example through every trigger: one wave per trigger and round of examples. The very first go in turn: until one
 * has proved the password, the others would wait for it. Each function logs in once for its project, and `follow-job`
 * once for each.
 */
export function exampleWaves(operations: readonly Rehearsable[]): Wave[] {
  const rounds = Math.max(...operations.map(({ examples }) => examples.length));
  const waves = WAYS.flatMap((way) =>
    Array.from(
      { length: rounds },
      (_, round): Wave => ({
        title: `the vendor pages' examples by ${way}${rounds > 1 ? `, round ${round + 1}` : ''}`,
        scenes: operations.flatMap(({ operation, examples }) =>
          examples.slice(round, round + 1).map((example) => exampleScene(way, operation.name, example)),
        ),
      }),
    ),
  );
  return waves.map((wave, index) =>
    index === 0 ? { ...wave, inTurn: true, logins: 2 * wave.scenes.length } : wave,
  );
}

function exampleScene(way: Way, operation: string, example: Example): Scene {
  const { title, project_id, outcomes } = example;
  const targets = [...new Set(outcomes.map(({ target }) => target))];
  const busy = outcomes.filter(({ retry }) => retry).map(({ target }) => target);
  const allAccepted = outcomes.every(({ verdict }) => verdict === 'accepted');
  const settled: ExpectedReport = {
    status: allAccepted ? 'accepted' : 'partial',
    fate: allAccepted ? 'done' : 'dead-lettered',
    outcomes,
  };
  const waiting: ExpectedReport = { ...settled, fate: 'waits' };
  const retried: ExpectedReport = {
    status: 'accepted',
    fate: 'done',
    outcomes: outcomes.map((outcome) =>
      outcome.retry ? { target: outcome.target, verdict: 'accepted' } : outcome,
    ),
  };
  return {
    title,
    way,
    operation,
    // The region stays out: only the one in HW_REGION_NAME is the stand-in's, any other is the vendor's real cloud.
    intent: { ...todays(example), project_id },
    ...CIRCUMSTANCES[operation]?.(example),
    expect: {
      ...(way === 'webhook' && { answer: { status: 202 } }),
      sent: busy.length > 0 ? [targets, busy] : [targets],
      reports: busy.length > 0 ? [waiting, retried] : [settled],
    },
  };
}
