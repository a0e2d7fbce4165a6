/** The text of `status --help`. */
export const STATUS_USAGE = `npm run status -- <request_id> | --last <n> | --target <id> | --change <change_id> [options]

Tells what the ledger knows of requests: where each target stands, its job with the cloud's own word and progress, and how
it ended. Reads only; the cloud is not asked.

  <request_id>        one request, with the parts it was sent on in
  --last <n>          the latest n requests
  --target <id>       the requests for an instance or proxy
  --change <id>       the requests of a change_id

  --operation <name>  of this operation only
  --project <id>      of this project only
  --format text       for a person (default)
  --format md|csv     a change record: a line per target, with versions before and after and the cloud's request ids
  --format json       the same for programs, as one object; npm run --silent keeps npm's own lines out
  --help              this text

Environment: LEDGER_TABLE, AWS_REGION and AWS credentials that may read the table (dynamodb:Scan, dynamodb:GetItem).

Exit codes: 0 all done, 1 something was refused, failed, changed nothing or was called off, or nothing was found,
2 something is unknown or unproven, 3 something is still at work or waits, 64 bad usage, 69 configuration or ledger.
--last exits with 0 once the list is read.
`;
