/**
 * Why something of a rollout does not go on, in words. *fix*: a person must act, by this verb. *wait*: it ends by itself, at a time
 * (epoch ms) where that is known. *over*: it starts no more in this rollout; *stale*: since it is not what was planned any more.
 */
export type Why = { readonly because: string } & (
  | { readonly fix: 'approve' | 'promote' | 'proceed' }
  | { readonly wait: Waits; readonly until?: number }
  | { readonly over: 'stale' | 'unfit' | 'ended' }
);

/** Why something waits that goes on by itself. */
export type Waiting = Extract<Why, { readonly wait: Waits }>;

/** What ends by itself. The wave does not wait for what is on *hold*. */
export type Waits =
  | 'planning'
  | 'behind'
  | 'taken_up'
  | 'work'
  | 'wave'
  | 'bake'
  | 'rest'
  | 'alarms'
  | 'hold'
  | 'put_off'
  | 'window'
  | 'backed_up'
  | 'paused'
  | 'group';
