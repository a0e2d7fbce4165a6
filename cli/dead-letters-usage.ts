/** The text of `dead-letters --help`. */
export const DEAD_LETTERS_USAGE = `npm run dead-letters -- list|show|redrive <operation> [options]

What no later try could cure lies on the operation's dead-letter queue until a person has looked at it.

  list                every message there, without removing any
  show --id <id>      one of them, what the ledger says of its request, and what to do next
  redrive             puts messages back on the work queue, then removes them here

  --id <id>           only the messages of this request_id (or with this message id)
  --resend            redrive: targets whose outcome is unknown are sent AGAIN, although the cloud may be doing it already
  --extend            redrive: a new deadline, counted from now
  --yes               redrive: do not ask for confirmation; needed where no terminal is on the standard input
  --output text|json  for a person (default) or as one JSON object; npm run --silent keeps npm's own lines out
  --help              this text

Environment, as the functions have it: DEAD_LETTER_QUEUE_URL; QUEUE_URL to redrive; LEDGER_TABLE to show and redrive;
HW_PROJECT_ID for intents that name no project; AWS_REGION and the AWS credentials.

Exit codes: 0 done, 1 nothing has that id or some messages could not be redriven, 64 bad usage or not confirmed,
69 configuration, queue or ledger.
`;
