/** The text of `--help`. */
export const UNLOCK_USAGE = `npm run unlock -- <instance id> --reason <text> [options]

Lets the next request work on an instance that an earlier one still holds. A request holds its instance while its job is open,
and after that for as long as nobody knows what became of it, unless the instance is seen at rest. Look in the cloud's console
first: nothing may be at work there. It shows who holds the instance and what became of that request, asks, and writes the
release with its reason into that request's history (npm run explain).

  --reason <text>   why, for everybody who looks later
  --project <id>    of this project, where several know the instance
  --while-at-work   also where the holder is being sent, is still looked for, or has a job that is not known to have ended:
                    the next request may then work beside it. Asks for the holder's request_id.
  --yes             do not ask; needed where no terminal is on the standard input
  --help            this text

Environment: LEDGER_TABLE; EVENT_BUS to have it told; AWS_REGION and AWS credentials that may read and write the table
(dynamodb:Scan, dynamodb:GetItem, dynamodb:PutItem).
Exit codes: 0 released, 1 nothing holds it, or the holder is at work there, 64 bad usage or not confirmed, 69 configuration or ledger.
`;
