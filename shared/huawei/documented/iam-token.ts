import { anything, type Documented, plain, text, used } from '../../terms/documented.ts';

/** A token scoped to a project. The token itself is a header. */
export const iamToken: Documented = {
  service: 'iam',
  route: 'POST /v3/auth/tokens',
  source: 'API page iam_30_0001',
  body: {
    token: {
      expires_at: used(plain),
      issued_at: plain,
      'methods[]': plain,
      'catalog[]?': anything,
      'roles[]': { id: text, name: text },
      user: { id: text, name: text, 'password_expires_at?': plain, domain: { id: text, name: text } },
      project: { id: text, name: text, domain: { id: text, name: text } },
    },
  },
};
