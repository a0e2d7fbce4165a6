import { type Environment, filledIn, writtenVariables } from './environment-of.ts';

/** Where in AWS a stack stands: the account's id, the region, and the domain of its partition. */
export interface StackPlace {
  readonly id: string;
  readonly region: string;
  readonly domain: string;
}

/** The variables that hold names of a stage's own stack (table, queues, bus, secrets), as serverless.yml makes them. */
export function stackNames(stage: string, { id, region, domain }: StackPlace): Environment {
  const known: Environment = {
    'sls:stage': stage,
    'AWS::Region': region,
    'AWS::AccountId': id,
    'AWS::URLSuffix': domain,
  };
  const named = Object.entries(writtenVariables()).flatMap(([name, text]) => {
    const filled = filledIn(text, (source) => known[source]);
    return filled === text || filled.includes('${') ? [] : [[name, filled] as const];
  });
  return Object.fromEntries(named);
}
