import type { AlarmRecord } from '../../huawei/alarms.ts';
import type { ServiceName } from '../../huawei/services/services.ts';
import { HOUR } from '../../values/time/units.ts';
import type { PlaceId } from '../selectors/surveyed.ts';

// What steering has to know of the cloud, which only the survey asks: it reads these items first. Times are epoch ms.

/** How the first keys of all questions begin. */
export const ASKS = 'ask#';

/** Under which the questions about a place lie. */
export const asksKey = ({ region, project }: PlaceId): string => `${ASKS}${region}#${project}`;

/** Whether an instance is at rest: nothing is at work on it, and its status is the usual one. */
export interface Ask extends PlaceId {
  readonly service: ServiceName;
  readonly instance: string;
  readonly rollout: string;
  /** What was read before is no answer. */
  readonly after: number;
  /** Nobody waits for it any longer. */
  readonly until: number;
  /** When it was read first. */
  readonly first_at?: number;
  readonly answer?: { readonly at: number; readonly at_rest: boolean; readonly words: string };
}

/** Work that the cloud has taken for a release and begins later is to be canceled there. */
export interface RecallAsk extends PlaceId {
  readonly operation: string;
  readonly target: string;
  readonly request_id: string;
  readonly fleet: string;
  readonly until: number;
  /** What became of it, once that is known. */
  readonly answer?: { readonly at: number; readonly result: 'canceled' | 'stays'; readonly words: string };
}

/** How the second keys of those begin: they come before all other questions. */
const RECALLS = 'cancel#';
export const recallKey = (request_id: string): string => `${RECALLS}${request_id}`;
export const isRecallKey = (sk: string): boolean => sk.startsWith(RECALLS);

/** Which alarms fire at instances of a service in a place; whose they are is for the rollout to tell. */
export interface AlarmAsk extends PlaceId {
  readonly service: ServiceName;
  readonly rollout: string;
  readonly wave: number;
  /** Whether they are those that fire before the wave starts. */
  readonly before: boolean;
  /** What was read before is no answer. */
  readonly after: number;
  readonly asked_at: number;
  readonly until: number;
  /** What was read last; `firing` is absent where it could not be, for the reason in `words`. */
  readonly answer?: {
    readonly at: number;
    readonly firing?: readonly AlarmRecord[];
    readonly words: string;
  };
}

/** How the second keys of those begin. */
const ALARMS = 'alarms#';
export const alarmsKey = ({
  service,
  rollout,
  wave,
  before,
}: Pick<AlarmAsk, 'service' | 'rollout' | 'wave' | 'before'>): string =>
  `${ALARMS}${service}#${rollout}#${wave}#${before ? 'before' : 'after'}`;
export const isAlarmsKey = (sk: string): boolean => sk.startsWith(ALARMS);

/** Whether the alarms are known by an answer that counts. */
export const isKnown = ({ answer, after }: AlarmAsk): boolean =>
  answer?.firing !== undefined && answer.at >= after;

/** A survey of a place is to begin a pass for a plan, asked for at a time, that needs these tags. */
export interface BeginAsk extends PlaceId {
  readonly service: ServiceName;
  readonly asked_at: number;
  readonly tags: readonly string[];
  readonly until: number;
}

/** How the second keys of those begin. */
const BEGINS = 'begin#';
export const beginKey = (service: ServiceName): string => `${BEGINS}${service}`;
export const isBeginKey = (sk: string): boolean => sk.startsWith(BEGINS);

/** The second key of a question. */
export const askKey = ({
  service,
  instance,
  rollout,
}: Pick<Ask, 'service' | 'instance' | 'rollout'>): string => `${service}#${instance}#${rollout}`;

/** For how long a question stands unless it is asked again. */
export const ASKED_FOR = 2 * HOUR;

/** Whether it has an answer that counts. */
export const isAnswered = ({ answer, after }: Ask): boolean => answer !== undefined && answer.at >= after;

/** Whether there is no more to learn: an instance that was at rest is not asked about again. */
export const isSettled = (ask: Ask): boolean => isAnswered(ask) && ask.answer?.at_rest === true;
