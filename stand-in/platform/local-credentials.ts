/** What the AWS SDK signs with on this machine; the stand-ins ask for a signature but do not check it. */
export const localCredentials = {
  accessKeyId: 'AKIALOCALPLATFORM000',
  secretAccessKey: 'local-platform-secret',
};
