import type { Cloud } from './cloud.ts';
import type { DatabaseService } from './resources.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES, PLUGIN_INSTANCE, PROXY, PROXY_INSTANCE } from './seed.ts';

/** The requests of the four vendor pages, as sent on the wire (contract §2 to §5). */
export const PAGES = {
  plugin: {
    service: 'gaussdb',
    project_id: '0c8243400d37468bb4aed3cc94c2911d',
    path: `/instances/${PLUGIN_INSTANCE}/kernel-plugin`,
    body: {
      plugin_name: 'postgis',
      url: 'xxxx.obs.bucket1',
      sha_256: '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b',
    },
  },
  hotfix: {
    service: 'gaussdb',
    project_id: '0483b6b16e954cb88930a360d2c4e663',
    path: '/instances/db-upgrade/schedule-task',
    body: {
      instance_ids: HOTFIX_INSTANCES,
      start_time: '2023-06-06T01:47:20+0800',
      upgrade_type: 'hotfix',
      upgrade_action: 'upgradeAutoCommit',
      target_version: '3.208.0.6,3.208.0.7',
    },
  },
  proxy: {
    service: 'taurusdb',
    project_id: '054e292c9880d4992f02c0196d3ea468',
    path: `/instances/${PROXY_INSTANCE}/proxy/${PROXY}/upgrade-version`,
    body: { source_version: '2.23.12.000', target_version: '2.24.03.000' },
  },
  patch: {
    service: 'geminidb',
    project_id: '619d3e78f61b4be68bc5aa0b59edcf7b',
    path: '/instances/db-upgrade',
    body: { instance_ids: PATCH_INSTANCES },
  },
} as const satisfies Record<string, Page>;

/** One request of a vendor page. */
export interface Page {
  service: DatabaseService;
  project_id: string;
  path: string;
  body: unknown;
}

/** Asks IAM for a token of the project; the whole response, so that a test can look at it. */
export const askForToken = (
  cloud: Cloud,
  project: { id: string } | { name: string },
  password = 'correct horse battery staple',
): Promise<Response> =>
  fetch(`${cloud.endpoints.iam}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json;charset=utf8' },
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'upkeep', password, domain: { name: 'acme' } } },
        },
        scope: { project },
      },
    }),
  });

/** A token of the project, as the services want it. */
export const tokenFor = async (cloud: Cloud, id: string): Promise<string> =>
  (await askForToken(cloud, { id })).headers.get('x-subject-token') ?? '';

/** Sends a page's request, with other fields than the page's where given. */
export const send = async (
  cloud: Cloud,
  page: Page,
  { body = page.body, token }: { body?: unknown; token?: string } = {},
): Promise<Response> =>
  fetch(`${cloud.endpoints[page.service]}/v3/${page.project_id}${page.path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      'x-auth-token': token ?? (await tokenFor(cloud, page.project_id)),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

type Fields = Readonly<Record<string, unknown>>;
type Some<Item> = readonly [Item, ...Item[]];

/** What a reply may show, as far as anybody looks closer; which of it is there depends on what was read. */
interface Shown extends Fields {
  readonly total_count: number;
  readonly job: Fields;
  readonly jobs: Some<Fields>;
  readonly tasks: Some<Fields>;
  readonly instances: Some<
    Fields & {
      readonly id: string;
      readonly datastore: Fields;
      readonly private_ips: Some<string>;
      readonly groups: Some<{ readonly nodes: Some<Fields> }>;
    }
  >;
  readonly plugins: Some<Fields>;
  readonly proxy_list: Some<{ readonly proxy: Fields }>;
}

/** Reads from a page's project and returns the JSON with its status. */
export const read = async (
  cloud: Cloud,
  { service, project_id }: Page,
  path: string,
  method = 'GET',
): Promise<{ status: number; body: Shown }> => {
  const reply = await fetch(`${cloud.endpoints[service]}/v3/${project_id}${path}`, {
    method,
    headers: { 'x-auth-token': await tokenFor(cloud, project_id) },
  });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) };
};
