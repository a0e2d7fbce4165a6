import { iamProjects } from '../../huawei/documented/iam-projects.ts';
import { iamToken } from '../../huawei/documented/iam-token.ts';
import { digText } from '../../values/json/dig.ts';
import { type Check, configured, type Finding } from '../check.ts';
import { repliesIn } from '../replies.ts';

/** The project is one of the login's, and of this region: its name begins with the region's. */
export const project: Check = {
  group: 'login',
  name: 'project',
  asks: "Is the project one of the login's, and of this region?",
  needs: ['login'],
  look(context) {
    const { place } = configured(context);
    const { region, project_id } = place;
    const seen = repliesIn(context.recorder.exchanges, new Set());
    const token = seen.to(iamToken).at(-1)?.body;
    const listed = seen.items(iamProjects, 'projects');
    const ours = listed.find(({ id }) => id === project_id);
    const name = digText(ours, 'name') || digText(token, 'token.project.name');
    if (name) return judge({ name, project_id, region, enabled: ours?.enabled !== false });
    if (listed.length === 0)
      return { level: 'not_checked', says: 'IAM did not tell the projects of this login' };
    return {
      level: 'broken',
      says: `HW_PROJECT_ID ${project_id} is none of the ${listed.length} projects of this login`,
      details: listed.map((one) => `${digText(one, 'id')} is ${digText(one, 'name')}`),
      todo: 'set HW_PROJECT_ID to the one that begins with the region',
    };
  },
};

function judge(about: { name: string; project_id: string; region: string; enabled: boolean }): Finding {
  const { name, project_id, region, enabled } = about;
  const says = `${project_id} is ${name}`;
  if (!enabled)
    return { level: 'broken', says: `${says}, which is disabled`, todo: 'enable it, or use another' };
  // A region's own project is called like it, those made in it `<region>_<name>` (contract §6.1).
  return name === region || name.startsWith(`${region}_`)
    ? { level: 'ok', says }
    : {
        level: 'broken',
        says: `${says}, a project of another region than HW_REGION_NAME ${region}`,
        todo: 'set HW_REGION_NAME and HW_PROJECT_ID to the same region',
      };
}
