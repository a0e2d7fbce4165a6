import { badArguments, readArguments } from '../read-arguments.ts';
import { startCloud } from './cloud.ts';

// The stand-in on its own.
const USAGE =
  'usage: npm run cloud [-- --port-base 8800], which takes the ports 8800 to 8804; without it, free ones';
const { 'port-base': given = '0' } = readArguments(USAGE, { 'port-base': { type: 'string' } });
const base = Number(given);
if (!Number.isInteger(base) || base < 0 || base > 65_531) {
  badArguments(USAGE, `--port-base: expected a port number, got ${JSON.stringify(given)}`);
}
const port = (step: number) => (base === 0 ? 0 : base + step);
const cloud = await startCloud({
  ports: { iam: port(0), gaussdb: port(1), taurusdb: port(2), geminidb: port(3), ces: port(4) },
});
console.log('export HW_REGION_NAME=ap-southeast-1');
console.log(`export HW_ENDPOINTS='${JSON.stringify(cloud.endpoints)}'`);
for (const { domain, name, password } of cloud.state.users.values()) {
  console.log(`export HW_DOMAIN_NAME=${domain} HW_USER_NAME=${name} HW_USER_PASSWORD='${password}'`);
}
for (const { access, secret } of cloud.state.accessKeys.values()) {
  console.log(
    `# or, instead of domain, user and password: export HW_ACCESS_KEY=${access} HW_SECRET_KEY=${secret}`,
  );
}
for (const { id, service, project_id } of cloud.state.instances.values()) {
  console.log(`# HW_PROJECT_ID=${project_id} has the ${service} instance ${id}`);
}
console.log(`# control: curl ${cloud.endpoints.iam}/_control/record`);

const stop = () => {
  cloud.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
