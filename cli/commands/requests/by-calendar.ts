import { hashOfCalendar } from '../../../infra/calendar/bundle-calendar.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Asked } from '../../../shared/submission/gather.ts';
import { inItsWindow } from '../../../shared/submission/in-its-window.ts';
import type { Delivery } from '../../../shared/terms/delivery.ts';
import type { Intent } from '../../../shared/terms/intent.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { BadUsage } from '../../command.ts';
import { localCalendar } from '../../local-calendar.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/**
 * An intent as this machine sends it, by the calendar of the product's folder. A deployed stage has to have the same one: its
 * freezes hold for whoever sends by hand, too. Throws `BadUsage`, `InvalidIntent`, `Misconfigured`.
 */
export async function byCalendar(
  operation: Operation,
  request: Intent,
  delivery: Delivery,
  settings: Settings,
  terminal: Pick<Terminal, 'say'>,
): Promise<Asked> {
  const { STAGE, CALENDAR_HASH = '', deployed } = settings;
  const calendar = localCalendar(settings, terminal);
  if (deployed && !request.dry_run && hashOfCalendar(calendar) !== CALENDAR_HASH) {
    throw new BadUsage(
      `nothing is sent by hand while stage ${STAGE} has another calendar than this folder: take its calendar.yml, or deploy this one`,
    );
  }
  const asked: Asked = { request, settings, caller: delivery, calendar: async () => calendar };
  return { ...asked, request: await inItsWindow(operation, asked, delivery.triggered_at) };
}
