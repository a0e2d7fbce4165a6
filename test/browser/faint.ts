/** What is written with a contrast of less than 4.5 (WCAG 2, AA), for the page to look for. */
export const FAINT = `(() => {
  const channels = (colour) => (colour.match(/[0-9.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour)
      .map((one) => one / 255)
      .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (one) => {
    const colour = getComputedStyle(one).backgroundColor;
    return channels(colour)[3] !== 0 || !one.parentElement ? colour : behind(one.parentElement);
  };
  return [...document.querySelectorAll('body *')].flatMap((one) => {
    const isText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const [ink, paper] = [luminance(getComputedStyle(one).color), luminance(behind(one))];
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    return isText && contrast < 4.5 ? [one.className + ' ' + one.tagName + ' ' + contrast] : [];
  });
})()`;
