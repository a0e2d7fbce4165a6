import { listAlarmHistories } from './ces/alarm-histories.ts';
import type { Handler } from './exchange.ts';
import * as gaussdbBackups from './gaussdb/backups.ts';
import { showUpgradeCandidateVersions } from './gaussdb/candidate-versions.ts';

import { createScheduleTask } from './gaussdb/create-schedule-task.ts';
import { installKernelPlugin } from './gaussdb/install-kernel-plugin.ts';
import * as gaussdbInstances from './gaussdb/instances.ts';
import { listTasks, showJobDetail } from './gaussdb/jobs.ts';
import { listKernelPlugins, listPluginInfoList, listSupportKernelPlugins } from './gaussdb/plugins.ts';
import * as gaussdbSchedules from './gaussdb/schedule-tasks.ts';
import { upgradeInstanceVersion } from './gaussdb/upgrade-instance-version.ts';
import { showInstanceDisk } from './gaussdb/volume-usage.ts';
import * as geminidbBackups from './geminidb/backups.ts';
import { batchUpgradeDatabaseVersion } from './geminidb/batch-upgrade-database-version.ts';

import { listInstanceTags } from './geminidb/instance-tags.ts';
import * as geminidbInstances from './geminidb/instances.ts';
import { listJobs } from './geminidb/jobs.ts';
import { listInstancesByResourceTags } from './geminidb/resource-instances.ts';
import { cancelInstanceScheduleWindow, listNosqlTaskList } from './geminidb/scheduled-jobs.ts';
import { listAuthProjects, listProjects } from './iam/projects.ts';
import { keystoneCreateUserTokenByPassword } from './iam/tokens.ts';
import type { Service } from './resources.ts';
import * as taurusdbBackups from './taurusdb/backups.ts';
import * as taurusdbInstances from './taurusdb/instances.ts';

import { listImmediateJobs, showGaussMySqlJobInfo } from './taurusdb/jobs.ts';
import { showGaussMySqlProxyList, showProxyVersion } from './taurusdb/proxies.ts';
import * as taurusdbSchedules from './taurusdb/scheduled-jobs.ts';
import { upgradeProxyVersion } from './taurusdb/upgrade-proxy-version.ts';

/** A call's service, `METHOD path` as the vendor writes it, SDK name and what answers it. */
type Route = readonly [service: Service, route: string, call: string, handler: Handler];

const P = '/v3/{project_id}';
const P31 = '/v3.1/{project_id}';
const I = `${P}/instances`;
const ONE = `${I}/{instance_id}`;

const ROUTES: readonly Route[] = [
  ['iam', 'POST /v3/auth/tokens', 'keystoneCreateUserTokenByPassword', keystoneCreateUserTokenByPassword],
  ['iam', 'GET /v3/projects', 'listProjects', listProjects],
  ['iam', 'GET /v3/auth/projects', 'listAuthProjects', listAuthProjects],

  ['ces', 'GET /v2/{project_id}/alarm-histories', 'listAlarmHistories', listAlarmHistories],

  ['gaussdb', `POST ${P}/backups`, 'createManualBackup', gaussdbBackups.createManualBackup],
  ['gaussdb', 'GET /v3.2/{project_id}/backups', 'listBackups', gaussdbBackups.listBackups],
  ['gaussdb', `GET ${P}/backups`, 'listBackups', gaussdbBackups.listBackups],
  ['gaussdb', `POST ${ONE}/kernel-plugin`, 'installKernelPlugin', installKernelPlugin],
  ['gaussdb', `GET ${I}/kernel-plugins`, 'listSupportKernelPlugins', listSupportKernelPlugins],
  ['gaussdb', `GET ${ONE}/kernel-plugins`, 'listKernelPlugins', listKernelPlugins],
  ['gaussdb', `GET ${ONE}/plugins`, 'listPluginInfoList', listPluginInfoList],
  ['gaussdb', `POST ${I}/db-upgrade/schedule-task`, 'createScheduleTask', createScheduleTask],
  ['gaussdb', `GET ${I}/schedule-tasks`, 'listScheduleTask', gaussdbSchedules.listScheduleTask],
  [
    'gaussdb',
    `PUT ${I}/schedule-task/{task_id}/cancel`,
    'cancelScheduleTask',
    gaussdbSchedules.cancelScheduleTask,
  ],
  [
    'gaussdb',
    `DELETE ${I}/schedule-task/{task_id}`,
    'deleteScheduleTask',
    gaussdbSchedules.deleteScheduleTask,
  ],
  [
    'gaussdb',
    `GET ${ONE}/db-upgrade/candidate-versions`,
    'showUpgradeCandidateVersions',
    showUpgradeCandidateVersions,
  ],
  [
    'gaussdb',
    `GET ${P31}/instances/{instance_id}/db-upgrade/candidate-versions`,
    // How the SDK names it is not found [?]: it keeps the name of its v3 twin.
    'showUpgradeCandidateVersions',
    showUpgradeCandidateVersions,
  ],
  [
    'gaussdb',
    `PUT ${P31}/instances/{instance_id}/db-upgrade`,
    'upgradeInstanceVersion',
    upgradeInstanceVersion,
  ],
  ['gaussdb', `GET ${ONE}/volume-usage`, 'showInstanceDisk', showInstanceDisk],
  ['gaussdb', `GET ${P}/jobs`, 'showJobDetail', showJobDetail],
  ['gaussdb', `GET ${P}/tasks`, 'listTasks', listTasks],
  ['gaussdb', `GET ${I}`, 'listInstances', gaussdbInstances.listInstances],
  [
    'gaussdb',
    'GET /v3.3/{project_id}/instances',
    'listDatabaseInstances',
    gaussdbInstances.listDatabaseInstances,
  ],

  ['taurusdb', `POST ${P}/backups/create`, 'createGaussMySqlBackup', taurusdbBackups.createGaussMySqlBackup],
  ['taurusdb', `GET ${P}/backups`, 'showGaussMySqlBackupList', taurusdbBackups.showGaussMySqlBackupList],
  ['taurusdb', `POST ${ONE}/proxy/{proxy_id}/upgrade-version`, 'upgradeProxyVersion', upgradeProxyVersion],
  [
    'taurusdb',
    `GET ${ONE}/proxy/{proxy_id}/{engine_name}/proxy-version`,
    'showProxyVersion',
    showProxyVersion,
  ],
  ['taurusdb', `GET ${ONE}/proxies`, 'showGaussMySqlProxyList', showGaussMySqlProxyList],
  [
    'taurusdb',
    `POST ${ONE}/schedule-tasks/exist`,
    'checkScheduleTaskExist',
    taurusdbSchedules.checkScheduleTaskExist,
  ],
  ['taurusdb', `GET ${P}/jobs`, 'showGaussMySqlJobInfo', showGaussMySqlJobInfo],
  ['taurusdb', `GET ${P}/immediate-jobs`, 'listImmediateJobs', listImmediateJobs],
  ['taurusdb', `GET ${P}/scheduled-jobs`, 'listScheduleJobs', taurusdbSchedules.listScheduleJobs],
  ['taurusdb', `DELETE ${P}/scheduled-jobs`, 'cancelScheduleTask', taurusdbSchedules.cancelScheduleTask],
  ['taurusdb', `GET ${I}`, 'listGaussMySqlInstances', taurusdbInstances.listGaussMySqlInstances],
  [
    'taurusdb',
    `GET ${P31}/instances/details`,
    'listGaussMySqlInstanceDetailInfoUnifyStatus',
    taurusdbInstances.listGaussMySqlInstanceDetailInfoUnifyStatus,
  ],
  ['taurusdb', `GET ${ONE}`, 'showGaussMySqlInstanceInfo', taurusdbInstances.showGaussMySqlInstanceInfo],

  ['geminidb', `POST ${ONE}/backups`, 'createBack', geminidbBackups.createBack],
  [
    'geminidb',
    'GET /v4/{project_id}/backups',
    'showAllInstancesBackupsNew',
    geminidbBackups.showAllInstancesBackupsNew,
  ],
  [
    'geminidb',
    `GET ${P31}/backups`,
    'showAllInstancesBackupsNew',
    geminidbBackups.showAllInstancesBackupsNew,
  ],
  ['geminidb', `POST ${I}/db-upgrade`, 'batchUpgradeDatabaseVersion', batchUpgradeDatabaseVersion],
  [
    'geminidb',
    `POST ${I}/resource-instances/action`,
    'listInstancesByResourceTags',
    listInstancesByResourceTags,
  ],
  ['geminidb', `GET ${ONE}/tags`, 'listInstanceTags', listInstanceTags],
  ['geminidb', `GET ${P}/jobs`, 'listJobs', listJobs],
  ['geminidb', `GET ${P}/scheduled-jobs`, 'listNosqlTaskList', listNosqlTaskList],
  [
    'geminidb',
    `DELETE ${P}/scheduled-jobs/{job_id}`,
    'cancelInstanceScheduleWindow',
    cancelInstanceScheduleWindow,
  ],
  ['geminidb', `GET ${I}`, 'listInstances', geminidbInstances.listInstances],
];

/** The API a request addresses, and the values of the names in its path. */
export interface Match {
  /** Its service, method and path as the vendor writes them. */
  route: string;
  call: string;
  handler: Handler;
  params: Record<string, string>;
}

const COMPILED = ROUTES.map(([service, route, call, handler]) => ({
  route: `${service} ${route}`,
  start: `${service} ${route.slice(0, route.indexOf(' '))}`,
  pattern: new RegExp(`^${route.slice(route.indexOf(' ') + 1).replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  call,
  handler,
}));

/** Finds the API; undefined when the service has none of this method and path. Throws URIError on a bad `%`. */
export const matchRoute = (service: Service, method: string, path: string): Match | undefined => {
  for (const { start, pattern, route, call, handler } of COMPILED) {
    const found = start === `${service} ${method}` ? pattern.exec(path) : null;
    if (!found) continue;
    const names = Object.entries(found.groups ?? {});
    return {
      route,
      call,
      handler,
      params: Object.fromEntries(names.map(([name, text]) => [name, decodeURIComponent(text)])),
    };
  }
  return undefined;
};
