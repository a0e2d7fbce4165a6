import type { Tagged } from '../../huawei/tagged.ts';
import { everyPage } from '../../platform/every-page.ts';
import type { FleetItem, FleetTable } from '../../platform/fleet-ports.ts';
import { rowsKey } from '../../terms/row-key.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { DAY } from '../../values/time/units.ts';
import type { Turn } from './head.ts';
import {
  HEAD,
  type PassPage,
  pageKey,
  pagesOfPass,
  placeKey,
  SURVEY_SHARD,
  type Survey,
  type SurveyHead,
  seenKey,
  surveyKey,
  type TagsPage,
  type TargetRow,
  tagsKey,
  tagsOfPass,
} from './rows.ts';

/** How long the row of what is gone is kept. */
const GONE_FOR = 400 * DAY;

/** A head as it stands, when its next run may begin, and the version that a write over it must find. */
export interface StandingHead extends Turn {
  readonly version: number;
}

/** A row, and from when on it is overdue if nothing changes. */
export interface Row {
  readonly row: TargetRow;
  readonly overdue_since?: number | undefined;
}

/** What the pages of a pass have met. */
export interface Met {
  readonly instances: Set<string>;
  readonly proxies: Set<string>;
  readonly unclear: Set<string>;
}

/** What one survey keeps in the fleet table. Every method throws `PlatformUnavailable`. */
export interface Store {
  head(): Promise<StandingHead | undefined>;
  /** Writes the head over what was read, or where nothing stands; the new version, undefined when somebody else was faster. */
  putHead(turn: Turn, over: { readonly version: number } | undefined): Promise<number | undefined>;
  /** The rows of these targets that exist. */
  rows(targets: readonly string[]): Promise<Map<string, Row>>;
  /** Every row, a page of the table at a time. */
  everyRow(): AsyncGenerator<TargetRow[]>;
  putRows(rows: readonly Row[]): Promise<void>;
  putPage(started_at: number, page: number, met: PassPage): Promise<void>;
  putTags(started_at: number, page: number, tags: TagsPage): Promise<void>;
  /** What the queries of a pass for tags showed, by id in small letters. */
  tags(started_at: number): Promise<Tagged['byId']>;
  met(started_at: number): Promise<Met>;
  /** Removes what passes before this one have left, and all tags that were read for passes. */
  forget(started_at: number): Promise<void>;
  /** Since when these versions have been seen, noted now (epoch ms) where nobody saw them before. */
  seen(engine: string, versions: readonly string[], now: number): Promise<Map<string, number>>;
}

/** Opens it. */
export function openStore(table: FleetTable, survey: Survey): Store {
  const [pk, rowsPk] = [surveyKey(survey), rowsKey(survey)];
  const every = (key: string, begins: string) => everyPage((page) => table.list(key, begins, page));
  const documents = async <Doc>(begins: string) => {
    const found: Doc[] = [];
    for await (const items of every(pk, begins))
      found.push(...items.map(({ doc }) => JSON.parse(doc) as Doc));
    return found;
  };
  const write = (sk: string, doc: object) => table.putAll([itemOf(pk, sk, doc)]);
  return {
    async head() {
      const item = await table.get({ pk, sk: HEAD });
      return (
        item && { head: JSON.parse(item.doc) as SurveyHead, due_at: item.due_at ?? 0, version: item.version }
      );
    },
    async putHead({ head, due_at }, over) {
      const version = (over?.version ?? 0) + 1;
      const item = {
        ...itemOf(pk, HEAD, head),
        version,
        write_id: nodeCrypto().randomUUID(),
        due_at,
        shard: SURVEY_SHARD,
      };
      return (await table.put(item, over?.version ?? 'nothing')) ? version : undefined;
    },
    async rows(targets) {
      const items = await table.getAll(targets.map((sk) => ({ pk: rowsPk, sk })));
      return new Map(
        items.map(({ sk, doc, overdue_since }) => [sk, { row: JSON.parse(doc) as TargetRow, overdue_since }]),
      );
    },
    async *everyRow() {
      for await (const items of every(rowsPk, '')) yield items.map(({ doc }) => JSON.parse(doc) as TargetRow);
    },
    putRows: (rows) => table.putAll(rows.map(itemOfRow)),
    putPage: (started_at, page, met) => write(pageKey(started_at, page), met),
    putTags: (started_at, page, tags) => write(tagsKey(started_at, tags.key, page), tags),
    async tags(started_at) {
      const byId = new Map<string, Record<string, string>>();
      for (const { key, values } of await documents<TagsPage>(tagsOfPass(started_at))) {
        for (const [id, value] of Object.entries(values)) byId.set(id, { ...byId.get(id), [key]: value });
      }
      return byId;
    },
    async met(started_at) {
      const pages = await documents<PassPage>(pagesOfPass(started_at));
      return {
        instances: new Set(pages.flatMap(({ met }) => met)),
        proxies: new Set(pages.flatMap(({ proxies = [] }) => proxies)),
        unclear: new Set(pages.flatMap(({ unclear = [] }) => unclear)),
      };
    },
    async forget(started_at) {
      for (const begins of ['page#', 'tags#']) {
        for await (const items of every(pk, begins)) {
          await table.removeAll(items.filter(({ sk }) => begins === 'tags#' || sk < pagesOfPass(started_at)));
        }
      }
    },
    async seen(engine, versions, now) {
      const key = seenKey(survey.service, survey.region, engine);
      const since = new Map<string, number>();
      if (versions.length === 0) return since;
      const read = async () => {
        for (const { sk, doc } of await table.getAll(versions.map((sk) => ({ pk: key, sk })))) {
          since.set(sk, (JSON.parse(doc) as { at: number }).at);
        }
      };
      await read();
      const fresh = versions.filter((version) => !since.has(version));
      const written = await Promise.all(
        fresh.map((sk) =>
          table.put(
            { ...itemOf(key, sk, { at: now, ...survey }), write_id: nodeCrypto().randomUUID() },
            'nothing',
          ),
        ),
      );
      for (const version of fresh) since.set(version, now);
      // Another place met it in the same moment.
      if (written.includes(false)) await read();
      return since;
    },
  };
}

const itemOf = (pk: string, sk: string, doc: object): FleetItem => ({
  pk,
  sk,
  version: 1,
  write_id: 'survey',
  doc: JSON.stringify(doc),
});

const itemOfRow = ({ row, overdue_since }: Row): FleetItem => ({
  ...itemOf(rowsKey(row), row.target, row),
  ...(overdue_since !== undefined && { overdue_since, place: placeKey(row) }),
  ...(row.gone_at !== undefined && { expires_at: Math.ceil((row.gone_at + GONE_FOR) / 1000) }),
});
