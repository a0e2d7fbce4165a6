import { iamProjects } from '../../huawei/documented/iam-projects.ts';
import { iamToken } from '../../huawei/documented/iam-token.ts';
import { openCredentials } from '../../huawei/open-credentials.ts';
import { reader } from '../../huawei/read.ts';
import { CredentialsRefused, Ended } from '../../terms/errors.ts';
import { dig, digText } from '../../values/json/dig.ts';
import { iso } from '../../values/time/instant.ts';
import { DAY } from '../../values/time/units.ts';
import { type Check, type Context, configured, type Finding } from '../check.ts';
import { CHECK_LOGIN } from '../remedies.ts';
import { repliesIn } from '../replies.ts';

const SOON_MS = 14 * DAY;

/** The cloud takes the login. It is tried once: wrong ones lock a user or a key. */
export const login: Check = {
  group: 'login',
  name: 'login',
  asks: 'Does the cloud take the token or the signature?',
  needs: ['variables', 'host of iam'],
  async look(context) {
    const { settings, place } = configured(context);
    const { recorder } = context;
    try {
      const credentials = await openCredentials(settings, place, { transmit: recorder.to('iam') });
      await credentials.ready();
      const iam = reader('iam', place, credentials, settings, () => Number.POSITIVE_INFINITY, {
        transmit: recorder.to('iam'),
      });
      await iam.all({ projects: { route: iamProjects.route } });
      const finding = credentials.mode === 'token' ? tokenFinding(context) : signatureFinding(context);
      return [finding, { credentials }];
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      return { level: 'broken', says: error.message, todo: remedy(error) };
    }
  },
};

const remedy = (error: Ended) => (error instanceof CredentialsRefused ? CHECK_LOGIN : 'see the message');

function tokenFinding(context: Context): Finding {
  const { project_id } = configured(context).place;
  const seen = repliesIn(context.recorder.exchanges, new Set());
  const token = dig(seen.to(iamToken).at(-1)?.body, 'token');
  const project = dig(token, 'project');
  if (project !== undefined && digText(project, 'id') !== project_id) {
    return {
      level: 'broken',
      says: `the token is for project ${digText(project, 'id')}, ${digText(project, 'name')}, not for HW_PROJECT_ID ${project_id}`,
      todo: 'every request would be refused: check HW_PROJECT_ID against the user',
    };
  }
  const user = `${digText(token, 'user.name')} of account ${digText(token, 'user.domain.name')}`;
  const says = `a token for ${user}, good until ${digText(token, 'expires_at')}`;
  const expires = Date.parse(digText(token, 'user.password_expires_at'));
  return expires - Date.now() < SOON_MS
    ? {
        level: 'warning',
        says: `${says}; the password expires ${iso(expires).slice(0, 10)}`,
      }
    : { level: 'ok', says };
}

/** A refused signature was thrown before; whatever else IAM answers, it took it. That it takes one made for a project is inferred. */
function signatureFinding({ recorder }: Context): Finding {
  const reply = repliesIn(recorder.exchanges, new Set()).to(iamProjects).at(-1);
  return reply?.status === 200
    ? { level: 'ok', says: 'IAM takes the signature of the access key' }
    : {
        level: 'warning',
        says: `IAM did not tell the projects: ${reply?.failure ?? `HTTP ${reply?.status}`}; the services will show`,
      };
}
