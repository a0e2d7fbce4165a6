declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB in memory; times are how long tables stay in CREATING, UPDATING and DELETING. */
  export default function dynalite(options?: {
    createTableMs?: number;
    updateTableMs?: number;
    deleteTableMs?: number;
  }): Server;
}
