import { listInstances } from '../../shared/huawei/instances.ts';
import { aboutOf, inventory } from '../../shared/huawei/inventory.ts';
import { notBefore, type Pending } from '../../shared/pending.ts';
import { datastoreOf, isPatched } from './datastore.ts';

/** The list of instances says of each whether a patch waits; which one, it does not say (contract §5). */
export const pending: Pending = async (ask, now) => {
  const answers = await ask({ instances: listInstances([]) });
  return inventory(answers)?.map((listed) => {
    const { id, datastore, maintenance_window } = listed;
    const patch = datastoreOf(answers, id)?.datastore.patch_available;
    const current = datastore?.whole_version ?? datastore?.version;
    return {
      ...aboutOf(listed),
      ...(current && { current }),
      unread: patch === undefined ? ['patch_available'] : [],
      ...(patch !== undefined && { patch }),
      ...(patch && { available: 'latest patch' }),
      ...(patch &&
        isPatched(datastore?.type ?? '') && {
          intent: { instance_ids: [id], ...notBefore(maintenance_window, now) },
        }),
    };
  });
};
