/** The text of `doctor --help`. */
export const DOCTOR_USAGE = `npm run doctor -- [options]

Asks the cloud and AWS, by reads alone, whether the service could work there with the environment it is given: variables,
hosts, login, project, clock, every read and the shape of its reply, ledger, queues and bus. It holds what our code infers
about the cloud against what the cloud answers. It sends no submission and writes nothing anywhere.

  --record <dir>      keeps the replies there as JSON, one file a route, with ids, names, addresses and texts replaced
  --output text|json  for a person (default) or as one JSON object; npm run --silent keeps npm's own lines out
  --rehearsal         against a stand-in cloud, queues and a table on this machine, whatever the environment says
  --fault <name>      with --rehearsal: breaks the stand-in in this way, or in all; a wrong name lists them
  --help              this text

Exit codes: 0 nothing is broken, 1 something is, 64 bad usage, 69 variables, hosts, login or project.
`;
