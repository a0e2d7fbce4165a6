import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import { patch } from './cases.ts';
import { setEnvironment } from './environment.ts';

let users = 0;

/** The seeded cloud again; the handlers keep their tokens from test to test, so it does too. */
export function seedAgain(cloud: Cloud): void {
  const { tokens } = cloud.state;
  cloud.reset();
  cloud.state.tokens = tokens;
}

/** The same with healthy instances. */
export function seedHealed(cloud: Cloud): void {
  seedAgain(cloud);
  for (const id of patch.targets) {
    cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
  }
}

/** Has the handlers sign with the seeded access key. */
export function signWithKeys(cloud: Cloud): void {
  const [key] = cloud.state.accessKeys.values();
  setEnvironment({
    HW_DOMAIN_NAME: undefined,
    HW_USER_NAME: undefined,
    HW_USER_PASSWORD: undefined,
    HW_ACCESS_KEY: key?.access,
    HW_SECRET_KEY: key?.secret,
  });
}

/** Has them log in as a user nobody has a token of yet; `password` is what the cloud expects. */
export function freshUser(cloud: Cloud, password = 'correct horse battery staple'): void {
  const name = `user-${++users}`;
  const user = { id: name, name, domain: 'acme', password, failures: 0, locked_until: 0 };
  cloud.state.users.set(`acme/${name}`, user);
  setEnvironment({ HW_USER_NAME: name });
}
