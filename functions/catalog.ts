import type { Operation } from '../shared/terms/operation.ts';
import { installKernelPlugin } from './install-kernel-plugin/operation.ts';
import { patchDatabases } from './patch-databases/operation.ts';
import { rollBackHotfix } from './roll-back-hotfix/operation.ts';
import { scheduleHotfixUpgrade } from './schedule-hotfix-upgrade/operation.ts';
import { upgradeProxyVersion } from './upgrade-proxy-version/operation.ts';

/** Every operation of the service. */
export const catalog: readonly Operation[] = [
  installKernelPlugin,
  patchDatabases,
  rollBackHotfix,
  scheduleHotfixUpgrade,
  upgradeProxyVersion,
];
