import type { EventKind } from '../../shared/telling/events/kind.ts';
import { KINDS } from '../../shared/telling/events/kinds.ts';
import { DIALECT, type JsonSchema, objectSchemaOf } from './json-schema.ts';

/** The name of the file of a kind: `event-job-ended`. */
export const eventFileName = ({ detailType }: EventKind): string =>
  detailType
    .toLowerCase()
    .replace(/^upkeep/, 'event')
    .replaceAll(' ', '-');

/** The details of the events on the bus, by the name of their file. */
export const eventFiles = (): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    KINDS.map((kind) => [
      eventFileName(kind),
      {
        $schema: DIALECT,
        title: kind.detailType,
        description: `The detail of an EventBridge event of source db-upkeep, written ${kind.written}. The same event_id may come twice.`,
        ...objectSchemaOf(kind.detail()),
      },
    ]),
  );
