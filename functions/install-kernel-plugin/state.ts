import * as z from 'zod/mini';
import type { StateReading } from '../../shared/follow.ts';
import { lenient } from '../../shared/lenient.ts';
import type { request } from './schema.ts';

const plugins = z.lazy(() =>
  z.array(
    z.object({
      plugin_name: z.string(),
      installed: z.boolean(),
      plugin_version: lenient(z.nullable(z.string())),
    }),
  ),
);

/** The plug-ins of the instance; one that a complete list does not name is not installed, as Terraform reads it (contract §2). */
export const state: StateReading<z.infer<typeof request>> = {
  reads: ({ instance_id }) => ({
    plugins: {
      route: `GET /v3/{project_id}/instances/${instance_id}/plugins`,
      list: { items: 'plugins', size: 100, offset: 'items' },
    },
  }),
  read: (answers, { plugin_name }) => {
    const read = plugins.safeParse(answers.plugins);
    if (!read.success) return undefined;
    const found = read.data.find((plugin) => plugin.plugin_name === plugin_name && plugin.installed);
    return found
      ? { shows: [plugin_name, found.plugin_version].filter(Boolean).join(' '), promised: true }
      : { shows: `no ${plugin_name}`, promised: false };
  },
};
