import type { Handler } from '../exchange.ts';

/** `GET /v3/projects?name=`: the projects of the caller's domain (contract §6.1). */
export const listProjects: Handler = ({ state, domain, query }) => {
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
      links: { self: `https://iam.myhuaweicloud.com/v3/projects/${id}` },
    }));
  return { status: 200, body: { projects, links: { self: '', previous: null, next: null } } };
};
