import type { Operation } from '../shared/terms/operation.ts';
import { backUpGaussdb } from './back-up-gaussdb/operation.ts';
import { backUpGeminidb } from './back-up-geminidb/operation.ts';
import { backUpTaurusdb } from './back-up-taurusdb/operation.ts';
import { installKernelPlugin } from './install-kernel-plugin/operation.ts';
import { patchDatabases } from './patch-databases/operation.ts';
import { rollBackHotfix } from './roll-back-hotfix/operation.ts';
import { scheduleHotfixUpgrade } from './schedule-hotfix-upgrade/operation.ts';
import { upgradeProxyVersion } from './upgrade-proxy-version/operation.ts';

/** Every operation of the service. */
export const catalog: readonly Operation[] = [
  backUpGaussdb,
  backUpGeminidb,
  backUpTaurusdb,
  installKernelPlugin,
  patchDatabases,
  rollBackHotfix,
  scheduleHotfixUpgrade,
  upgradeProxyVersion,
];
