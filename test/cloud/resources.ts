/** The services of the stand-in; each listens on a port of its own, as the same path differs by host (contract §1). */
export type Service = 'iam' | 'gaussdb' | 'taurusdb' | 'geminidb';
/** The services that hold databases. */
export type DatabaseService = Exclude<Service, 'iam'>;

/** An IAM user; `failures` counts wrong passwords in a row, `locked_until` is epoch ms. */
export interface User {
  id: string;
  name: string;
  domain: string;
  password: string;
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

/** A database instance at rest; what running work does to its status is seen through `statusOf`. */
export interface Instance {
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
  /** GaussDB: kernel plug-ins installed. */
  plugins: string[];
  /** GeminiDB: whether a patch is waiting. */
  patch_available: boolean;
  maintenance_window: string;
  tags: { key: string; value: string }[];
  created: number;
}

/** A TaurusDB proxy instance. */
export interface ProxyInstance {
  id: string;
  name: string;
  instance_id: string;
  project_id: string;
  status: string;
  version: string;
  latest_version: string;
  created: number;
}
