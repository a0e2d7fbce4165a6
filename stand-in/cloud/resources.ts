import type { WorkStatus } from './work-status.ts';

/** The services of the stand-in; each listens on a port of its own, as the same path differs by host (contract §1). */
export type Service = 'iam' | 'ces' | 'gaussdb' | 'taurusdb' | 'geminidb';
/** The services that hold databases. */
export type DatabaseService = Exclude<Service, 'iam' | 'ces'>;

/** A record of an alarm of Cloud Eye (fleet contract §7.2). */
export interface Alarm {
  record_id: string;
  project_id: string;
  name: string;
  status: 'alarm' | 'ok';
  level: number;
  namespace: string;
  dimensions: { name: string; value: string }[];
  /** Epoch ms. */
  began: number;
}

/** An IAM user; `failures` counts wrong passwords in a row, `locked_until` is epoch ms. */
export interface User {
  id: string;
  name: string;
  domain: string;
  password: string;
  /** Epoch ms; absent when it does not expire. */
  password_expires_at?: number;
  failures: number;
  locked_until: number;
}

/** An access key pair; with `security_token` and `expires_at` (epoch ms) a temporary one (contract §6.2). */
export interface AccessKey {
  access: string;
  secret: string;
  domain: string;
  security_token?: string;
  expires_at?: number;
  failures: number;
  locked_until: number;
}

/** An issued token; no `project_id` when it is scoped to the domain. Times are epoch ms. */
export interface Token {
  user: string;
  domain: string;
  project_id?: string;
  issued_at: number;
  expires_at: number;
}

/** A project and the domain (account) that owns it. */
export interface Project {
  id: string;
  name: string;
  domain: string;
}

/** How the reads about an instance or proxy, and about the work on it, differ from the documents; for tests of drift. */
export interface Drift {
  /** Names of fields left out of what is read about it, at any depth; and of what is read about its jobs and tasks. */
  missing: string[];
  job_missing: string[];
  /** The word shown for the status of the work on it: always this one, or for each status another. */
  status_word: string | Partial<Record<WorkStatus, string>> | undefined;
  /** The progress shown for the work on it. */
  progress: string | number | null | undefined;
}

/** A database instance at rest; what running work does to its status is seen through `statusOf`. */
export interface Instance extends Drift {
  id: string;
  name: string;
  service: DatabaseService;
  project_id: string;
  /** `datastore.type` of the instance list. */
  engine: string;
  status: string;
  version: string;
  /** GaussDB: hot patches installed, and those that could be. */
  hotfix_versions: string[];
  hotfix_candidates: string[];
  /** GaussDB: those of them, or of the installed, that stop backups meanwhile. */
  backup_sensitive: string[];
  /** GaussDB: kernel plug-ins installed, and the version shown for them. */
  plugins: string[];
  plugin_version: string;
  /** GeminiDB: whether a patch is waiting. */
  patch_available: boolean;
  /** The version in full, shown beside the other: TaurusDB's of the kernel, of GeminiDB Cassandra's alone (contract §7.2). */
  whole_version: string | undefined;
  /** GeminiDB: actions going on beside our work, e.g. CREATE. */
  actions: string[];
  /** The status of each node, and the disk in GB. */
  nodes: string[];
  disk: { size: number; used: number };
  maintenance_window: string;
  /** `0` for the default one. */
  enterprise_project_id: string;
  /** The zones that its nodes lie in, one after the other. */
  zones: string[];
  tags: { key: string; value: string }[];
  created: number;
}

/** A manual backup, made by a job of this id. */
export interface Backup {
  id: string;
  name: string;
  description: string;
  instance_id: string;
  project_id: string;
  job_id: string;
}

/** A TaurusDB proxy instance. */
export interface ProxyInstance extends Drift {
  id: string;
  name: string;
  instance_id: string;
  project_id: string;
  status: string;
  pool_status: string;
  version: string;
  latest_version: string;
  /** What the read says; undefined follows from the versions. */
  can_upgrade: boolean | undefined;
  /** The status of each node. */
  nodes: string[];
  created: number;
}
