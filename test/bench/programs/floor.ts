import { createHash, createHmac } from 'node:crypto';
import { instanceIds } from './ids.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

// The cryptography of one signed request, and nothing else: a hash of the body, one of the canonical request, and the
// signature over both. https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html
const CANONICAL =
  'POST\n/v3/619d3e78f61b4be68bc5aa0b59edcf7b/instances/db-upgrade/\n\nhost:h\nx-sdk-date:d\n\n';

function signOnce(): string {
  const hash = createHash('sha256')
    .update(JSON.stringify({ instance_ids: instanceIds(1) }))
    .digest('hex');
  const request = createHash('sha256').update(`${CANONICAL}${hash}`).digest('hex');
  return createHmac('sha256', 'secret-key-of-the-bench')
    .update(`SDK-HMAC-SHA256\nd\n${request}`)
    .digest('hex');
}

for (let i = 0; i < settings.warmUp; i++) signOnce();
const times: number[] = [];
for (let i = 0; i < settings.calls; i++) {
  const since = performance.now();
  signOnce();
  times.push(performance.now() - since);
}
times.sort((a, b) => a - b);
report({ p50_us: (times[times.length >> 1] ?? 0) * 1000 });
