/** What a measured process is told: the handler's URL and how often to call it. */
export interface Settings {
  readonly handler: string;
  /** Calls before measuring starts. */
  readonly warmUp: number;
  /** Measured calls; targets, where it is targets that are counted. */
  readonly calls: number;
  /** How often the measured part is repeated. */
  readonly repeat: number;
  /** How many records of one event the handler is given, and how many calls of it run side by side. */
  readonly batch: number;
  readonly lanes: number;
}

/** The settings this process was started with. */
export const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
