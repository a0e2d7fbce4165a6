import {
  type Invocation,
  type LambdaFunction,
  type LambdaOptions,
  startLambda,
} from '../../stand-in/platform/lambda.ts';
import { slots } from '../../stand-in/platform/slots.ts';

/** A function whose every sandbox has a place of its own, named in the user agent of all its AWS calls. */
export interface Pool extends Pick<LambdaFunction, 'invoke' | 'close'> {
  /** The process at a place now. */
  pidAt(place: string): number | undefined;
  pids(): number[];
}

/** `onInvoke` and `onEnd` hear of every invocation with its place. */
export interface PoolOptions extends Omit<LambdaOptions, 'concurrency'> {
  places: number;
  onInvoke?(event: unknown, place: string): void;
  onEnd?(event: unknown, place: string, invocation: Invocation): void;
}

/** Starts it; no process runs before the first invocation. */
export function startPool({ places, onInvoke, onEnd, ...options }: PoolOptions): Pool {
  const lambdas = new Map(
    Array.from({ length: places }, (_, index) => {
      const place = `${options.name}-${index}`;
      const environment = { ...options.environment, AWS_SDK_UA_APP_ID: place };
      return [place, startLambda({ ...options, environment, concurrency: 1 })] as const;
    }),
  );
  const free = [...lambdas.keys()];
  const turns = slots(places);
  const pidAt = (place: string) => lambdas.get(place)?.sandboxes[0]?.pid;
  return {
    pidAt,
    pids: () => [...lambdas.keys()].flatMap((place) => pidAt(place) ?? []),
    async invoke(event) {
      await turns.take();
      const place = free.pop() ?? '';
      try {
        onInvoke?.(event, place);
        const lambda = lambdas.get(place);
        if (!lambda) throw new Error(`no place ${place}`);
        const invocation = await lambda.invoke(event);
        onEnd?.(event, place, invocation);
        return invocation;
      } finally {
        free.push(place);
        turns.give();
      }
    },
    async close() {
      await Promise.all([...lambdas.values()].map((lambda) => lambda.close()));
    },
  };
}

/** The function that follows jobs. */
export const FOLLOWER = 'follow-job';

/** The place that a user agent names. */
export const placeIn = (userAgent: string): string => /\bapp\/([\w-]+)/.exec(userAgent)?.[1] ?? '';
