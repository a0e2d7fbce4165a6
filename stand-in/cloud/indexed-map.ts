/**
 * A Map that can also list its values by some of their fields without walking all of them.
 * The indexed fields of a value must not change while it is in the map.
 */
export class IndexedMap<V, I extends string> extends Map<string, V> {
  readonly #fields: Record<I, (value: V) => string>;
  readonly #groups = new Map<string, Map<string, V>>();

  constructor(fields: Record<I, (value: V) => string>) {
    super();
    this.#fields = fields;
  }

  /** The values whose field has this value, oldest first. */
  by(field: I, value: string): V[] {
    return [...(this.#groups.get(`${field} ${value}`)?.values() ?? [])];
  }

  override set(key: string, value: V): this {
    this.#forget(key);
    for (const name of this.#groupNames(value)) {
      const group = this.#groups.get(name) ?? new Map<string, V>();
      this.#groups.set(name, group.set(key, value));
    }
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#forget(key);
    return super.delete(key);
  }

  override clear(): void {
    this.#groups.clear();
    super.clear();
  }

  #forget(key: string): void {
    const old = this.get(key);
    if (old === undefined) return;
    for (const name of this.#groupNames(old)) this.#groups.get(name)?.delete(key);
  }

  #groupNames(value: V): string[] {
    return Object.entries<(value: V) => string>(this.#fields).map(([field, of]) => `${field} ${of(value)}`);
  }
}
