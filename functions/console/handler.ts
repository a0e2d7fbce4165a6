import { showHosted } from '../../shared/console/hosted.ts';
import { onPage } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';

const operations = async () => (await import('../catalog.ts')).catalog;

/** Pages on AWS Lambda behind a load balancer that logs people in; deployed only where somebody hosts it. */
export const handler = onPage(withSettings(showHosted(operations)));
