import type { Documented } from '../terms/documented.ts';
import type { Exchange } from '../terms/inspection.ts';
import { anonymous, documentedWords } from './anonymous.ts';
import { type Pseudonyms, pseudonyms } from './pseudonyms.ts';
import { isTo } from './replies.ts';

/** A file of a recording: its name and its content, ready for JSON. */
export interface RecordedFile {
  readonly name: string;
  readonly content: {
    readonly service: string;
    readonly route: string;
    readonly source: string;
    readonly replies: readonly object[];
  };
}

const HEADERS = ['content-type', 'date', 'retry-after'];
const PAGING = ['limit', 'offset', 'nocatalog'];

/**
 * The replies by route, with all that is the customer's replaced under `key`: the same id by the same other one in every file.
 * `own` are further texts to be replaced wherever they stand; replies of undocumented routes are left out.
 */
export function recordingOf(
  exchanges: readonly Exchange[],
  documented: readonly Documented[],
  { key, region, own }: { key: Buffer; region: string; own: readonly string[] },
): { files: RecordedFile[]; names: Pseudonyms } {
  const names = pseudonyms(key, [region, ...documented.flatMap(documentedWords)]);
  for (const text of own) names.for(text);
  const files = () =>
    documented.flatMap((place) => {
      const replies = exchanges.filter((exchange) => isTo(place, exchange) && exchange.status !== undefined);
      const { service, route, source } = place;
      return replies.length > 0
        ? [
            {
              name: fileName(place),
              content: { service, route, source, replies: replies.map((one) => replyOf(one, place, names)) },
            },
          ]
        : [];
    });
  // Once to learn every name, so that the second time none is overlooked because it came later.
  files();
  return { files: files(), names };
}

const fileName = ({ service, route }: Documented) =>
  `${service}.${route
    .replace(/[{}]/g, '')
    .replace(/[^a-zA-Z0-9_-]+/g, '.')
    .toLowerCase()}.json`;

function replyOf({ path, query, status, headers, body }: Exchange, place: Documented, names: Pseudonyms) {
  const template = place.route.split(' ')[1]?.split('/') ?? [];
  return {
    path: path
      .split('/')
      .map((part, index) => (template[index]?.startsWith('{') ? names.for(part) : part))
      .join('/'),
    query: Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, PAGING.includes(name) ? value : names.for(value)]),
    ),
    status,
    headers: Object.fromEntries(HEADERS.flatMap((name) => (headers[name] ? [[name, headers[name]]] : []))),
    body: status === undefined || status < 300 ? anonymous(body, place, names) : refusal(body, place, names),
  };
}

/** Of a refusal the code is the vendor's; its text may quote anything. */
function refusal(body: unknown, { service, route, source }: Documented, names: Pseudonyms): unknown {
  const text = { is: ['string' as const] };
  const code = { is: ['string' as const, 'number' as const], plain: true as const };
  const shape = {
    'error_code?': code,
    'error_msg?': text,
    'error?': { 'code?': code, 'message?': text, 'title?': code },
    'request_id?': text,
  };
  return anonymous(body, { service, route, source, body: shape }, names);
}
