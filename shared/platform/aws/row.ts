import type { Row } from '../ports.ts';

/** An item as DynamoDB's JSON writes it: each attribute under the letter of its type. */
export type Item = Readonly<
  Record<string, { readonly S?: string; readonly N?: string; readonly SS?: readonly string[] }>
>;

/** A row as DynamoDB takes it. */
export function toItem(row: Row): Item {
  return {
    pk: { S: row.pk },
    version: { N: String(row.version) },
    write_id: { S: row.write_id },
    doc: { S: row.doc },
    expires_at: { N: String(row.expires_at) },
    ...(row.due_at !== undefined &&
      row.shard && { due_at: { N: String(row.due_at) }, shard: { S: row.shard } }),
    ...(row.project &&
      row.claimed_at !== undefined && {
        project: { S: row.project },
        claimed_at: { N: String(row.claimed_at) },
      }),
    ...(row.jobs && row.jobs.length > 0 && { jobs: { SS: [...new Set(row.jobs)] } }),
    ...(row.pending && row.pending.length > 0 && { pending: { SS: [...row.pending] } }),
  };
}

/** A row as DynamoDB gives it. */
export function fromItem(item: Item): Row {
  const { pk, version, write_id, doc, due_at, shard, project, claimed_at, jobs, expires_at } = item;
  return {
    pk: pk?.S ?? '',
    version: Number(version?.N),
    write_id: write_id?.S ?? '',
    doc: doc?.S ?? '',
    expires_at: Number(expires_at?.N),
    ...(due_at?.N && { due_at: Number(due_at.N) }),
    ...(shard?.S && { shard: shard.S }),
    ...(project?.S && { project: project.S }),
    ...(claimed_at?.N && { claimed_at: Number(claimed_at.N) }),
    ...(jobs?.SS && { jobs: jobs.SS }),
  };
}
