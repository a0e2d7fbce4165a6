import * as z from 'zod/mini';
import type { Words } from '../../shared/fleet/selectors/selector.ts';
import { faultInVersionPattern } from '../../shared/fleet/selectors/version-pattern.ts';
import { isInstanceId } from '../../shared/huawei/ids.ts';
import { services } from '../../shared/huawei/services/services.ts';
import { nearestText } from '../../shared/values/nearest-text.ts';
import { projectId } from '../../shared/values/project-id.ts';
import { regionId } from '../../shared/values/region-id.ts';
import { soundText } from '../../shared/values/sound-text.ts';
import { fieldsOf } from '../yaml/fields.ts';
import { list } from '../yaml/forms.ts';

const TEXT = 'expected text; put digits into quotes';

const text = z.string(TEXT).check(z.regex(/^[^\p{Cc}]{1,255}$/u, 'expected 1 to 255 characters on one line'));
const tagKey = z.string().check(z.regex(/^[^\p{Cc}]{1,128}$/u));
const ENGINES = services.flatMap(({ engines }): readonly string[] => engines);

/** An engine, or a pattern for those that nobody knows yet. */
function faultInEngine(name: string): string | undefined {
  if (/[*?]/.test(name) || ENGINES.some((engine) => engine.toLowerCase() === name.toLowerCase()))
    return undefined;
  const service = services.find((one) => one.name === name.toLowerCase());
  if (service) return `${service.label} is a service, with the engine ${service.engines.join(', ')}`;
  const near = nearestText(name, ENGINES);
  return `expected one of ${ENGINES.join(', ')}, or a pattern${near ? `: did you mean ${near}?` : ''}`;
}

const faultInEnterpriseProject = (id: string): string | undefined =>
  /^(0|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(id)
    ? undefined
    : 'expected the id of an enterprise project, not its name; 0 is the default one';

const faultInId = (id: string): string | undefined =>
  isInstanceId(id) ? undefined : 'expected an instance id of 36, 32 or 24 letters and digits';

const place = fieldsOf('a place', {
  region: regionId,
  project: projectId,
});

const WORDS = {
  places: z.optional(list(place)),
  tags: z.optional(
    z
      .record(tagKey, z.union([text, list(text)], 'expected a value, a pattern or a list of them, as text'), {
        error: ({ code }) =>
          code === 'invalid_key' ? 'expected a key of 1 to 128 characters' : 'expected tags under their keys',
      })
      .check(z.refine((tags) => Object.keys(tags).length > 0, 'expected at least one tag')),
  ),
  names: z.optional(list(text)),
  engines: z.optional(list(soundText(faultInEngine, TEXT))),
  current: z.optional(list(soundText(faultInVersionPattern, TEXT))),
  enterprise_projects: z.optional(list(soundText(faultInEnterpriseProject, TEXT))),
  ids: z.optional(list(soundText(faultInId, TEXT))),
} satisfies Readonly<Record<keyof Words, z.ZodMiniType>>;

/** The fields that say which instances are meant. */
export const SELECTOR = {
  ...WORDS,
  leave_out: z.optional(fieldsOf('a selector', WORDS)),
};
