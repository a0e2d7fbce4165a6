import { listInstances } from '../../shared/huawei/instances.ts';
import { aboutOf, inventory, strangers } from '../../shared/huawei/inventory.ts';
import { inWindow, type Pending, proposal } from '../../shared/terms/pending.ts';
import { datastoreOf } from './datastore.ts';
import { preflight } from './preflight.ts';

/** The list of instances says of each whether a patch waits; which one, it does not say (contract §5). */
export const pending: Pending = async (ask, now) => {
  const all = await ask({ instances: listInstances([]) });
  const found = inventory(all)?.map((listed) => {
    const { id, datastore, maintenance_window } = listed;
    const answers = { instances: [listed] };
    const patch = datastoreOf(answers, id).patch_available;
    const current = datastore?.whole_version || datastore?.version;
    const intent = { instance_ids: [id], ...inWindow(maintenance_window, now) };
    return {
      ...aboutOf(listed),
      ...(current && { current }),
      unread: patch === undefined ? ['patch_available'] : [],
      ...(patch !== undefined && { patch }),
      ...(patch && {
        available: 'latest patch',
        ...proposal(intent, preflight.check(answers, intent, id), []),
      }),
    };
  });
  return found && [...found, ...strangers(all)];
};
