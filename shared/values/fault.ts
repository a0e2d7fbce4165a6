/** Where something that was written is wrong and how: `path` as in `instance_ids[2]`. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}
