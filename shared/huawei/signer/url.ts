const HTTP_URL = /^https?:\/\/([^/?#]+)(\/[^?#]*)$/;

/** What the vendor's signer asks of node:url, which warns of `parse`: host and path of a URL without query. */
function parse(text: string): { host: string; pathname: string } {
  const [, host, pathname] = HTTP_URL.exec(text) ?? [];
  if (!host || !pathname) throw new TypeError('expected a URL of an origin and a path');
  return { host, pathname: pathname.replaceAll("'", '%27') };
}

export default { parse };
