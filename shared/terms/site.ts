/** What an intent is judged by besides its own words: the settings of the deployment that it came to. */
export interface Site {
  readonly deployed: boolean;
  /** Where an intent goes that does not say so, and the cloud's domain where it is not the vendor's own. */
  readonly place: {
    readonly region?: string | undefined;
    readonly project_id?: string | undefined;
    readonly cloud?: string | undefined;
  };
  readonly MAX_TARGETS: number;
  /** How long an intent may still be sent that does not say so, ms. */
  readonly TIMING: { readonly immediate_window_ms: number; readonly scheduled_window_ms: number };
  /** `PLUGIN_PACKAGES` as it is written. */
  readonly PLUGIN_PACKAGES?: string | undefined;
}
