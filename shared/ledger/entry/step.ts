/**
 * What happened to a request, for people to read; times in epoch ms. *claimed*: a request may be leaving. *answered*: the
 * cloud's words. *unanswered*: it left and no usable answer came. *waits*: put back. *checked*: not sent for what was seen
 * beforehand. *looked*: what the cloud shows of an earlier try. *ended*: nothing more is sent. *directed*: a person had it
 * sent again or gave it more time. *canceled*: a person called it off. *released*: a person let others work on its instance.
 */
export interface Step {
  readonly what:
    | 'claimed'
    | 'answered'
    | 'unanswered'
    | 'waits'
    | 'checked'
    | 'looked'
    | 'ended'
    | 'directed'
    | 'canceled'
    | 'released'
    | 'left_out';
  readonly at: number;
  /** How long the claimed request took until this was known, in ms. */
  readonly ms?: number;
  /** Absent: every target of the request. */
  readonly targets?: readonly string[];
  readonly said?: string;
  /** Whether it is tried again by itself. */
  readonly again?: boolean;
  readonly cloud_request_ids?: readonly string[];
  /** How often in a row, the last time at `until`; of *left_out*: how many steps are not kept here. */
  readonly times?: number;
  readonly until?: number;
}
