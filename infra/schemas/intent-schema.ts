import { common } from '../../shared/terms/intent-fields.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { DIALECT, type JsonSchema, type ObjectSchema, objectSchemaOf } from './json-schema.ts';

const WHEN = 'RFC 3339, or an ISO 8601 duration such as PT2H from the time of the trigger';

const MEANING: Readonly<Record<keyof typeof common.shape, string>> = {
  request_id: 'Your idempotency key: the same id with the same intent is sent once.',
  region: 'The region of the instances; the deployment has a default.',
  project_id: 'The project of the instances; the deployment has a default.',
  language: "The language of the cloud's messages.",
  dry_run: 'true: report the exact calls and send nothing.',
  not_before: `Nothing is sent before: ${WHEN}.`,
  not_after: `Nothing is sent after; the intent is then reported as expired: ${WHEN}.`,
  ends_by: `The work must have ended by then, as far as usual and documented times tell: ${WHEN}.`,
  expects:
    'What has to be so of each target, or it is not sent: the version that runs there, and with `hold_tag` that this tag ' +
    'names no date that is still to come. Where it cannot be read, it is held.',
  window:
    'It is sent while this window is open, and early enough to end before it closes: own, the window of the instance itself, or the name of one in calendar.yml.',
  change_id: 'The change it belongs to; carried along.',
  requested_by: 'Who asked for it; carried along.',
  reason: 'Why; carried along.',
};

/** What a delivery may ask of an operation: its own fields and those of every intent. */
export function intentSchema({ name, effect, request }: Operation): ObjectSchema {
  const [theirs, ours] = [objectSchemaOf(request), objectSchemaOf(common)];
  const described = Object.fromEntries(
    Object.entries(MEANING).map(([field, description]) => [
      field,
      { description, ...ours.properties[field] },
    ]),
  );
  return {
    title: name,
    description: `Effect: ${effect}.`,
    ...theirs,
    properties: { ...theirs.properties, ...described },
  };
}

/** The same as a file of its own. */
export const intentFile = (operation: Operation): JsonSchema => ({
  $schema: DIALECT,
  ...intentSchema(operation),
});
