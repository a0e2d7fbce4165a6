/** Rules that wait for what they are about; each is good for `times` turns, once unless it says otherwise. */
export class RuleList<R extends { times?: number }> {
  #rules: { rule: R; left: number }[] = [];

  add(rule: R): void {
    this.#rules.push({ rule, left: rule.times ?? 1 });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The first rule that fits, in the order they were added; uses up one of its turns. */
  take(fits: (rule: R) => boolean): R | undefined {
    const found = this.#rules.find(({ rule }) => fits(rule));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#rules = this.#rules.filter((other) => other !== found);
    return found.rule;
  }
}
