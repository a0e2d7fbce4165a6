import { type Documented, flag, text, used } from '../../terms/documented.ts';

/** The projects that a user may use; "no special permission is needed". */
export const iamProjects: Documented = {
  service: 'iam',
  route: 'GET /v3/auth/projects',
  source: 'OpenAPI text IAM/KeystoneListAuthProjects',
  body: {
    'projects[]': {
      id: used(text),
      name: used(text),
      enabled: used(flag),
      domain_id: text,
      parent_id: text,
      is_domain: flag,
      description: text,
      links: { self: text },
    },
    links: { self: text, 'next?': text, 'previous?': text },
  },
};
