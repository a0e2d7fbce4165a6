/** An answer: `body` is sent as JSON, `text` as it stands; neither sends an empty body. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
}
