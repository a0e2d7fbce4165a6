import type { Cursor } from '../../huawei/pages.ts';
import type { Instance } from '../../huawei/services/instance.ts';
import type { ServiceName } from '../../huawei/services/services.ts';
import type { Offer } from '../../terms/offer.ts';
import { ROWS } from '../../terms/row-key.ts';
import type { PlaceId } from '../selectors/surveyed.ts';
import { ASKS } from '../steering/ask.ts';

// What the survey keeps in the fleet table. What stands there is found by these keys: they never change. Times are epoch ms.

/** One service in one place: what is listed, paced and passed over as one. */
export interface Survey extends PlaceId {
  readonly service: ServiceName;
}

/** How the first keys of all that surveys write begin; what rollouts ask them is among it. */
const SURVEYS = 'survey#';
const SEEN = 'seen#';
export const SURVEYED = [ROWS, SURVEYS, SEEN, ASKS] as const;

/** Under which the sheets of all surveys lie. */
export const SHEETS = 'sheets';

/** Under which the head of a survey lies, and the pages of its passes. */
export const surveyKey = ({ service, region, project }: Survey): string =>
  `${SURVEYS}${service}#${region}#${project}`;

/** The second key of a survey's head. */
export const HEAD = 'head';

/** How the second keys of all pages begin, whichever their pass. */
export const pagesOfAnyPass = 'page#';

/** How the second keys of a pass's pages begin; those of an older pass sort before. */
export const pagesOfPass = (started_at: number): string =>
  `${pagesOfAnyPass}${String(started_at).padStart(13, '0')}#`;

/** The second key of one page, counted from 0. */
export const pageKey = (started_at: number, page: number): string =>
  `${pagesOfPass(started_at)}${String(page).padStart(6, '0')}`;

/** How the second keys of the tags begin that a pass has read by a query, where the list shows none. */
export const tagsOfPass = (started_at: number): string => `tags#${String(started_at).padStart(13, '0')}#`;

/** The second key of a page of the query for one tag, counted from 0. */
export const tagsKey = (started_at: number, key: string, page: number): string =>
  `${tagsOfPass(started_at)}${key}#${String(page).padStart(6, '0')}`;

/** How the second keys of a survey's sheets begin. */
export const sheetsOf = ({ service, region, project }: Survey): string => `${service}#${region}#${project}#`;

/** The second key of one of them, counted from 0. */
export const sheetKey = (survey: Survey, part: number): string =>
  `${sheetsOf(survey)}${String(part).padStart(3, '0')}`;

/** Under which the index of what is overdue finds a place. */
export const placeKey = ({ region, project }: PlaceId): string => `${region}#${project}`;

/** Under which the index of what is due finds the heads of surveys. */
export const SURVEY_SHARD = 'surveys';

/** Under which it stands since when a version has been offered in a region, each version as second key. */
export const seenKey = (service: ServiceName, region: string, engine: string): string =>
  `${SEEN}${service}#${region}#${engine}`;

/** What an operation offered when it was asked; what depends on the time of asking is left out. */
export type KeptOffer = { readonly operation: string } & Pick<
  Offer,
  'current' | 'available' | 'patch' | 'backup_sensitive' | 'unread'
>;

/** What is known of an instance or proxy. It is written only when something of it changes: when it was read stands in the pass. */
export interface TargetRow extends Survey, Omit<Instance, 'id' | 'actions' | 'patch_available'> {
  readonly target: string;
  /** Of a proxy: the instance whose it is. Tags, project and window stand in the instance's row. */
  readonly instance?: string;
  /** What every operation that offers anything says of it. */
  readonly offered: readonly KeptOffer[];
  /** Since when each offered version has been seen; `UNNAMED` where the cloud names none. */
  readonly first_offered: Readonly<Record<string, number>>;
  /** By tag: the value that holds it back, and when that was seen first. */
  readonly holds?: Readonly<Record<string, { readonly value: string; readonly first_seen: number }>>;
  readonly last_result?: {
    readonly operation: string;
    readonly request_id: string;
    readonly end: string;
    readonly at: number;
    /** When it was seen at work although its window had closed. */
    readonly over_ran?: number;
  };
  readonly last_success_at?: number;
  /** Since when a complete pass and a question by its id have not met it. */
  readonly gone_at?: number;
}

/** What a pass met on a page of the list, and when. */
export interface PassPage {
  readonly read_at: number;
  /** The ids of instances. */
  readonly met: readonly string[];
  /** The ids of proxies that these instances showed. */
  readonly proxies?: readonly string[];
  /** Instances of which it cannot be told whether they, or some proxies of theirs, are there. */
  readonly unclear?: readonly string[];
  /** Items of the list without an id that can be read. */
  readonly nameless: number;
}

/** A page of the query for one tag: its values by instance, ids in small letters. */
export interface TagsPage {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

/** How far the queries for tags are. */
export interface TagsRead {
  readonly done: readonly string[];
  /** The keys that could not be read. */
  readonly unread: readonly string[];
  readonly under_way?: {
    readonly key: string;
    readonly pages: number;
    readonly total: number;
    readonly cursor?: Cursor;
  };
}

/** A pass that is under way. */
export interface Pass {
  readonly started_at: number;
  /** How many pages it has kept, and requests to the cloud it has made. */
  readonly pages: number;
  readonly reads: number;
  readonly tags?: TagsRead;
  /** The tags that every run of it has asked for. */
  readonly asked?: readonly string[];
  /** Where the list goes on: behind the instance that was done last. */
  readonly cursor?: Cursor;
  /** How many instances the list says it has, and how many items of it showed no id. */
  readonly total?: number;
  readonly nameless: number;
  /** The list is at its end, and those are asked for that it did not show. */
  readonly listed?: true;
}

/** A pass that has ended, as complete as the list let it be. */
export interface CompletePass {
  readonly started_at: number;
  readonly ended_at: number;
  readonly met: number;
  readonly nameless: number;
  /** How many more instances the list told of than it showed; absent for none. */
  readonly unlisted?: number;
  /** How many requests to the cloud it made. */
  readonly reads?: number;
  /** The tags that were asked for: of another, no instance shows whether it has it. */
  readonly asked?: readonly string[];
}

/** How far a survey is. A place that could not be read is partial and never empty: its rows stay. */
export interface SurveyHead extends Survey {
  /** When its first pass began: what was offered before that looks younger than it is. Absent where none could begin. */
  readonly first_pass_at?: number;
  readonly pass?: Pass;
  readonly complete?: CompletePass;
  /** Which run is at it, and until when no other is. */
  readonly lease?: { readonly owner: string; readonly until: number };
  /** When the reads of the last minute began, and how many there were: the next run keeps the pace. */
  readonly paced?: { readonly from: number; readonly to: number; readonly reads: number };
  /** Why it cannot go on, and since when; absent while it can. */
  readonly stuck?: { readonly reason: string; readonly kind: string; readonly since: number };
}
