import * as z from 'zod/mini';
import type { StateReading } from '../../shared/terms/follow.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';
import type { request } from './schema.ts';

const plugins = z.lazy(() =>
  eachOf(
    z.object({
      plugin_name: z.string(),
      installed: lenient(z.boolean()),
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
    const found = read.data.find((plugin) => plugin?.plugin_name === plugin_name && plugin.installed);
    if (found)
      return { shows: [plugin_name, found.plugin_version].filter(Boolean).join(' '), promised: true };
    const told = read.data.every(
      (plugin) => plugin && (plugin.plugin_name !== plugin_name || plugin.installed === false),
    );
    return told ? { shows: `no ${plugin_name}`, promised: false } : undefined;
  },
};
