/** The text of `cancel --help`. */
export const CANCEL_USAGE = `npm run cancel -- <request_id> [options]

Calls one request off, as far as that can be done: what waits in the ledger is not sent; a hotfix that has not started is
canceled in the cloud, for all instances that share its task, and the cloud's list is read as proof. What is being sent is
not touched, and what the cloud cannot recall is said. Shows what will be done, and asks.

  --operation <name>  of this operation
  --project <id>      of this project
  --by <name>         who calls it off, for the record; the login name by default
  --yes               do not ask for confirmation; needed where no terminal is on the standard input
  --help              this text

Environment: LEDGER_TABLE, AWS_REGION and AWS credentials that may scan and write the table; the HW_… credentials when a job
may be recalled.

Exit codes: 0 all of it is canceled, 1 something cannot be recalled or nothing was left to cancel, 2 the cloud does not show
whether it canceled, 3 something is being sent or still on the queue, 64 bad usage or not confirmed, 69 configuration,
credentials or ledger.
`;
