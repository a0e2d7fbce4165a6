/** What to look at when the cloud refuses the login. */
export const CHECK_LOGIN =
  'check account, user and password, or the key pair, and that the user is neither locked nor disabled; it was tried once';

/** What to look at when a host of the cloud does not answer. */
export const CHECK_HOSTS = 'check HW_REGION_NAME, HW_CLOUD and HW_ENDPOINTS, and the network';
