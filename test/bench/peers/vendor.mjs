import core from '@huaweicloud/huaweicloud-sdk-core';
import gaussdbfornosql from '@huaweicloud/huaweicloud-sdk-gaussdbfornosql';

const { HW_PROJECT_ID, BENCH_ORIGIN } = process.env;
const { BatchUpgradeDatabaseVersionRequest, BatchUpgradeDatabaseVersionRequestBody } = gaussdbfornosql;

/** A client as the vendor's quick start builds it. */
export const clientOf = ({ ak, sk }) =>
  gaussdbfornosql.GaussDBforNoSQLClient.newBuilder()
    .withCredential(new core.BasicCredentials().withAk(ak).withSk(sk).withProjectId(HW_PROJECT_ID))
    .withEndpoint(BENCH_ORIGIN)
    .build();

/** One call with it. */
export async function patch(client, instanceIds) {
  const body = new BatchUpgradeDatabaseVersionRequestBody().withInstanceIds(instanceIds);
  const answer = await client.batchUpgradeDatabaseVersion(
    new BatchUpgradeDatabaseVersionRequest().withBody(body),
  );
  if (answer.httpStatusCode !== 202) throw new Error(`the stub answered ${answer.httpStatusCode}`);
  return answer.upgrade_results;
}
