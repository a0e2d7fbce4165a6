/** The text of `pending --help`. */
export const PENDING_USAGE = `npm run pending [-- options]

Lists the instances of a project in all three services: what each runs, what is available, and an intent to paste that brings
it up to date in its own maintenance window. What is not at rest, and what the ledger says was asked for already, gets no
intent but the reason why. Reads only.

  --operation <name>  what this operation could be asked for only
  --project <id>      the project; HW_PROJECT_ID by default
  --region <id>       the region; HW_REGION_NAME by default
  --format text|json  a table and the commands (default), or one JSON object a line for each instance; npm run --silent
                      keeps npm's own lines out
  --help              this text

Environment: the HW_… credentials and region; LEDGER_TABLE, AWS_REGION and AWS credentials that may read the table
(dynamodb:Scan, dynamodb:GetItem), to know what was asked for already and to leave refused credentials alone as the
functions do. Without LEDGER_TABLE it says that nobody looked.

Exit codes: 0 every service was read, 64 bad usage, 69 a service could not be read, configuration or credentials.
`;
