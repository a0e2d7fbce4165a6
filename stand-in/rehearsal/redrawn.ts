/** Lines that stand on a terminal and are drawn over again, each cut to its width; the first time over what stands on the line of the cursor. */
export function redrawn(out: NodeJS.WriteStream): (lines: readonly string[]) => void {
  let drawn = 0;
  return (lines) => {
    const cut = lines.map((line) => `\x1b[K${line.slice(0, out.columns - 1)}\n`);
    out.write(`${drawn > 0 ? `\x1b[${drawn}A` : '\r\x1b[K'}${cut.join('')}`);
    drawn = lines.length;
  };
}
