import type { Exchange, Handler } from '../exchange.ts';
import type { Reply } from '../reply.ts';

/** `GET /v3/projects?name=`: the projects of the caller's domain (contract §6.1), with links to pages that there never are. */
export const listProjects: Handler = (exchange) => shown(exchange, { next: null, previous: null });

/** `GET /v3/auth/projects`: those the caller may use; it has no pages. */
export const listAuthProjects: Handler = (exchange) => shown(exchange, {});

const shown = ({ state, domain, query }: Exchange, pages: object): Reply => {
  const projects = [...state.projects.values()]
    .filter((project) => project.domain === domain)
    .filter((project) => !query.name || project.name === query.name)
    .map(({ id, name }) => ({
      id,
      name,
      enabled: true,
      domain_id: `${domain}-domain-id`,
      parent_id: `${domain}-domain-id`,
      is_domain: false,
      description: '',
      links: { self: `https://iam.myhuaweicloud.com/v3/projects/${id}`, ...pages },
    }));
  return {
    status: 200,
    body: { projects, links: { self: 'https://iam.myhuaweicloud.com/v3/projects', ...pages } },
  };
};
