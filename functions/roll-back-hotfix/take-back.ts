import { versionsIn } from '../../shared/huawei/services/gaussdb.ts';
import type { TakesBack } from '../../shared/terms/take-back.ts';
import { compareVersions, isVersion } from '../../shared/values/versions.ts';

/** Hot patches that a rollout brought, and none that ran there before it, the newest first (contract §3). */
export const takesBack: TakesBack = {
  work: 'hotfix',
  first: [
    'The vendor says that a hot patch which fails is taken back by the cloud itself. Then nothing is left to do, and the command says so.',
    'It is sent only where the cloud shows that it takes back every version named. Where it does not, nothing is sent, and the command says what can be taken back.',
  ],
  intent({ target, from, to }) {
    const before = from.split(/[\s,]+/).filter(isVersion);
    const brought = versionsIn(to);
    if (!brought.every(isVersion)) return undefined;
    const own = brought
      .filter((version) => !before.some((one) => compareVersions(one, version) === 0))
      .toSorted((one, other) => compareVersions(other, one));
    return own.length > 0 ? { instance_id: target, target_version: own.join(',') } : undefined;
  },
};
