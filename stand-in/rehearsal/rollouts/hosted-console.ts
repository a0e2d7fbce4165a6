import { setImmediate } from 'node:timers/promises';
import type { ALBResult } from 'aws-lambda';
import { type LoadBalancer, startLoadBalancer } from '../../platform/load-balancer.ts';
import type { FastStage } from './fast-stage.ts';

/** What a browser got from the hosted console. */
interface Page {
  readonly path: string;
  readonly status: number | undefined;
  readonly bytes: number;
  readonly body: string;
}

/** Every page as somebody saw it who was logged in, what a stranger got, and what was shown after a run had been killed. */
export interface HostedPages {
  readonly pages: readonly Page[];
  readonly stranger: Page;
  readonly killed: string;
  readonly after: Page;
}

const VIEWS = ['/', '/compliance', '/compliance?state=overdue', '/calendar', '/history'];

/** Opens every page by the function that would be deployed, behind a load balancer that has logged somebody in. */
export async function openHosted(
  { stage, now }: FastStage,
  rollouts: readonly string[],
): Promise<HostedPages> {
  const lambda = stage.functions.get('console');
  if (!lambda) throw new Error('the console is not built');
  const alb = await startLoadBalancer(now);
  lambda.configure({
    CONSOLE_SIGNER: alb.signer,
    CONSOLE_CLIENT_ID: alb.client,
    CONSOLE_ISSUER: alb.issuer,
    AWS_ENDPOINT_URL_ALB_KEYS: alb.keys,
  });
  const open = async (path: string, more: Parameters<LoadBalancer['event']>[1] = {}): Promise<Page> => {
    const { pathname, searchParams } = new URL(path, 'https://upkeep.example.com');
    const queryStringParameters = Object.fromEntries(searchParams);
    const { payload } = await lambda.invoke(alb.event(pathname, { queryStringParameters, ...more }));
    const { statusCode: status, body = '' } = (payload ?? {}) as Partial<ALBResult>;
    return { path, status, bytes: Buffer.byteLength(body), body };
  };
  try {
    const paths = [
      ...VIEWS,
      ...rollouts.flatMap((id) => [
        `/rollouts/${id}`,
        `/rollouts/${id}?only=notable`,
        `/rollouts/${id}/changes`,
      ]),
      `/request?id=${encodeURIComponent(`fleet/${rollouts[0]}/0/1`)}`,
    ];
    const pages: Page[] = [];
    for (const path of paths) pages.push(await open(path));
    const stranger = await open('/', {
      headers: { 'x-amzn-oidc-data': alb.token({ head: { client: 'another' } }) },
    });
    const running = lambda.invoke(alb.event('/'));
    // From then on a process has it, which has not read anything yet.
    await setImmediate();
    lambda.kill();
    const { end: killed } = await running;
    return { pages, stranger, killed, after: await open('/') };
  } finally {
    await alb.close();
  }
}

const MOST_BYTES = 100 * 1024;

/** What is not as it must be, in words. */
export function compareHosted({ pages, stranger, killed, after }: HostedPages): string[] {
  return [
    ...pages.flatMap(({ path, status, bytes, body }) => [
      ...(status === 200 ? [] : [`the hosted console answers ${path} with ${status}: ${body.slice(0, 300)}`]),
      ...(bytes <= MOST_BYTES ? [] : [`the hosted console's page ${path} has ${bytes} bytes`]),
      ...(/No such request|Nothing was rolled out|Nothing is known/.test(body)
        ? [`${path} shows nothing`]
        : []),
    ]),
    ...(stranger.status === 403 ? [] : [`the hosted console answers a stranger with ${stranger.status}`]),
    ...(killed === 'killed' ? [] : [`a run of the hosted console that was killed ${killed}`]),
    ...(after.status === 200 ? [] : [`after a killed run the hosted console answers with ${after.status}`]),
  ];
}

/** The same in a line that a person can read at a glance. */
export const hostedSummary = ({ pages }: HostedPages): string =>
  `Shown by the hosted console: ${pages.length} pages, the largest of ${Math.ceil(Math.max(...pages.map(({ bytes }) => bytes)) / 1024)} KB; nothing to a stranger.`;
