import type { Cloud } from '../../stand-in/cloud/cloud.ts';

export const PROJECT = 'd'.repeat(32);
export const PATCHED = 'in13'.padStart(36, 'a');
export const WAITING = 'in06'.padStart(36, 'b');
export const NODE = 'in14'.padStart(36, 'c');
export const INSTANCE = 'in07'.padStart(36, 'd');
export const BARE = 'in07'.padStart(36, 'e');
export const PROXY = 'po01'.padStart(36, 'f');
export const place = { region: 'ap-southeast-1', project_id: PROJECT };

/** A project with an instance of GeminiDB that is up to date and one that is not, one of GaussDB, and two of TaurusDB, one with a proxy. */
export function seedPending({ state }: Cloud): void {
  state.projects.set(PROJECT, { id: PROJECT, name: 'pending', domain: 'acme' });
  const here = { project_id: PROJECT };
  state.addInstance({ ...here, id: PATCHED, service: 'geminidb', patch_available: false });
  state.addInstance({ ...here, id: WAITING, service: 'geminidb', maintenance_window: '22:00-02:30' });
  state.addInstance({
    ...here,
    id: NODE,
    service: 'gaussdb',
    hotfix_versions: ['3.208.0.5'],
    hotfix_candidates: ['3.208.0.10', '3.208.0.9'],
    backup_sensitive: ['3.208.0.9'],
    maintenance_window: '18:00-22:00',
  });
  state.addInstance({ ...here, id: INSTANCE, service: 'taurusdb' });
  state.addInstance({ ...here, id: BARE, service: 'taurusdb' });
  state.addProxy({ ...here, id: PROXY, instance_id: INSTANCE });
}
