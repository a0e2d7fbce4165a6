import middy, { type Request } from '@middy/core';
import type { Answer } from '../terms/answer.ts';
import type { Report } from '../terms/report.ts';
import type { Arrived, Unfinished } from './flow.ts';

type Run<Flow> = Request<Flow, Answer | Report>;
type Awaitable<Value> = Value | Promise<Value>;
type With<Flow, Added> = Added extends object ? Flow & Added : Flow;

/** One step of the pipeline: it finds a flow and says what it adds. `after` sees the answer, `onError` what the run ended with. */
export interface Step<Flow extends Arrived, Added = void> {
  readonly before?: (flow: Flow) => Awaitable<Added>;
  readonly after?: (run: Run<With<Flow, Added>>) => Awaitable<void>;
  readonly onError?: (run: Run<Unfinished>) => Awaitable<void>;
}

/** Steps in their order. A step that needs what none before it adds does not compile. */
export interface Steps<Flow extends Arrived> {
  step<Added>(next: Step<Flow, Added>): Steps<With<Flow, Added>>;
  /** The last one makes the answer. What the run returns is what the first `after` or `onError` made of it. */
  end(last: (flow: Flow) => Promise<Answer>): (arrived: Arrived) => Promise<Answer | Report>;
}

/** No step yet. */
export function steps(): Steps<Arrived> {
  const chain = middy<Arrived, Answer | Report>({ timeoutEarlyInMillis: 0 });
  const behind = <Flow extends Arrived>(): Steps<Flow> => ({
    step({ before, after, onError }) {
      chain.use({
        before: async ({ event }) => {
          Object.assign(event, await before?.(event as Flow));
        },
        // The types of `step` see to it that the flow is whole by then.
        ...(after && { after: (run) => after(run as unknown as Parameters<typeof after>[0]) }),
        ...(onError && { onError: (run) => onError(run as Run<Unfinished>) }),
      });
      return behind();
    },
    end(last) {
      const run = chain.handler((flow) => last(flow as Flow));
      return (arrived) => run(arrived, {} as Parameters<typeof run>[1]);
    },
  });
  return behind<Arrived>();
}
