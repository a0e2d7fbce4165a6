/** An id short enough for a table and long enough to be told from others: `046287aa…in13`, `bf26cf3c…`. */
export const shortId = (id: string): string =>
  id.length <= 14 ? id : `${id.slice(0, 8)}…${/[a-z]{2}\d\d$/.exec(id)?.[0] ?? ''}`;
