/** The codes that we put on an outcome or a letter ourselves, and what each says; every other one is the cloud's own. */
export const OWN_CODES = {
  canceled: 'a person, or the rollout that released it, called it off before it was sent',
  credentials: 'the cloud refused the login, so the rollout that released it halts',
  drifted: 'it does not run the version that was expected',
  dry_run: 'it was only tried: nothing was sent',
  ends_too_late: 'its work could not end by `ends_by`, as far as usual and documented times tell',
  expired: 'the time in which it may be sent is over',
  forbidden: 'whoever brought it may not have it sent',
  frozen: 'a freeze of the calendar holds: it waits for its end, or is ended where it may not wait so long',
  held: 'another request is at work on the instance',
  hour_full: 'the rule for the fleet has no room in time, so its rollout takes it again later',
  invalid: 'what a rollout released is no valid intent, so the rollout halts',
  on_hold: 'a tag asks to leave its instance alone until a date that is still to come',
  preflight: 'the look before the call found it done already, or something in its way',
  queued: 'the webhook took it; it goes on from the queue',
  sent_on: 'it goes on in a part of its request, which has an id of its own',
  two_jobs: 'the cloud named two jobs for one target',
  unusable: 'the ledger holds it, and it can no longer be read as an intent',
  window_closed:
    'the window that the intent names is not open for as long as the work lasts: it waits, or is ended where none is in time',
} as const;

/** One of them. */
export type OwnCode = keyof typeof OWN_CODES;
