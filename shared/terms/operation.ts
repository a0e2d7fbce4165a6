import type * as z from 'zod/mini';
import type { ServiceName } from '../huawei/services/services.ts';
import type { Fault } from '../values/fault.ts';
import type { Cancel } from './cancel.ts';
import type { Follow, StateReading } from './follow.ts';
import type { Lookup } from './lookup.ts';
import type { Outcome, Told } from './outcome.ts';
import type { Preflight } from './preflight.ts';
import type { Trigger } from './report.ts';
import type { Site } from './site.ts';
import type { TakesBack } from './take-back.ts';

/** The list that a request is not on, the field that is missing there, and what came. */
export interface Unlisted {
  readonly list: string;
  readonly field: string;
  readonly came: string;
}

/** How an instance is backed up before other work of its service is done on it. */
export interface BackUp {
  /** The fields of the intent at a time (epoch ms), with a name that no other backup has. */
  intent(instance: string, at: number): Readonly<Record<string, unknown>> & { readonly name: string };
  /** The vendor warns of both in one window. */
  readonly apart?: true;
}

/** One cloud API as a value: what may be asked, where it goes, and how its answer is read. */
export interface Operation<Request extends object = object, Response extends object = object> {
  /** Folder, deployed function and log field. */
  readonly name: string;
  /** The database service it calls. */
  readonly service: ServiceName;
  /** Method and path verbatim from the vendor's page; names in braces come out of the request, the rest is the body. */
  readonly route: string;
  /** The work in a word or two, as in "the patch has failed". */
  readonly work: string;
  /** What happens to the database, in words for the person who confirms it. */
  readonly effect: string;
  /** It restarts a database, or what it does cannot be undone: a status that nobody documents holds it back. */
  readonly disruptive?: true;
  /** Whether the vendor documents `X-Language` for this call. */
  readonly speaksLanguages: boolean;
  readonly request: z.ZodMiniType<Request>;
  readonly response: z.ZodMiniType<Response>;
  /** The fields that fix what is installed, so that the same request again changes nothing. Absent: the cloud takes its newest. */
  readonly pins?: readonly string[];
  /** Why nothing in the cloud shows on which instances it could be asked for, so that no fleet can take it. */
  readonly unoffered?: string;
  /** What it takes back, and how. Absent: it takes nothing back. */
  readonly takesBack?: TakesBack;
  /** It backs an instance up, which a fleet may have done before its other work. */
  readonly backUp?: BackUp;
  /** The ids a report must account for. */
  targets(request: Request): string[];
  /** The triggers that may bring it only under a rule of a written policy that names this operation. */
  readonly ruledFor?: readonly Trigger[];
  /** The triggers that never bring it, whatever a policy says. */
  readonly neverBy?: readonly Trigger[];
  /** What is wrong at a site with a request that its schema takes: a schema knows no settings. */
  faultsAt?(request: Request, site: Site): readonly Fault[];
  /** What a site's own list of what may be sent says against a request, whoever asks. Throws `Misconfigured`. */
  unlisted?(request: Request, site: Site): Unlisted | undefined;
  /** The fields in which the fewest single-call requests that together ask for the same differ. Absent: one call does. */
  split?(request: Request): Partial<Request>[];
  /** The fields that restrict a request to some of its targets. Absent: a request has one target. */
  narrow?(targets: readonly string[]): Partial<Request>;
  /** How to find out what became of a submission whose answer was lost. */
  readonly lookup: Lookup<Request>;
  /** What is looked at right before a submission. */
  readonly preflight: Preflight<Request>;
  /** How an accepted job is followed to its end. */
  readonly follow: Follow<Request>;
  /** What the submission promises to change: read before it, after its job, and when the cloud refuses it as already done. */
  readonly state: StateReading<Request>;
  /** How an accepted job is canceled before it starts. Absent: the cloud cannot recall what it accepted. */
  readonly cancel?: Cancel;
  /** The instance that the work on a target occupies. Absent: the target itself. */
  instanceOf?(request: Request, target: string): string;
  /** Turns durations into the vendor's form, counted from the trigger's own time (epoch ms). */
  resolve?(request: Request, triggeredAt: number): Request;
  /** Why the cloud must not be asked at this time (epoch ms), if so. */
  tooLate?(request: Request, now: number): string | undefined;
  /** What the cloud's documented success reply says of each target. */
  outcomes(response: Response, request: Request): Told[];
}

/** Keeps the types of request and response together; importing an operation does nothing. */
export const defineOperation = <Request extends object, Response extends object>(
  operation: Operation<Request, Response>,
): Operation<Request, Response> => operation;

/** A vendor page's example as data; tests for every trigger are generated from it. */
export interface Example {
  readonly title: string;
  /** A time at which the example makes sense, RFC 3339. */
  readonly at: string;
  readonly region: string;
  readonly project_id: string;
  readonly intent: Readonly<Record<string, unknown>>;
  /** `body` is the verbatim JSON text. */
  readonly wire: { readonly method: string; readonly path: string; readonly body: string };
  /** The page lists the header `X-Language`. */
  readonly speaks_languages?: true;
  readonly reply: { readonly status: number; readonly body: unknown };
  readonly outcomes: readonly Outcome[];
}
