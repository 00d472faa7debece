/** Reads the JSON of an answer of the API by the names of its fields. */

/** An object of an answer. A field that is absent or of another type reads as null, an empty list or no object. */
export class Fields {
  readonly #of: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    this.#of = isObject ? (value as Record<string, unknown>) : {};
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#of, name) ? this.#of[name] : undefined;
  }

  text(name: string): string | null {
    const value = this.get(name);
    return typeof value === "string" ? value : null;
  }

  number(name: string): number | null {
    const value = this.get(name);
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  }

  flag(name: string): boolean | null {
    const value = this.get(name);
    return typeof value === "boolean" ? value : null;
  }

  list(name: string): readonly unknown[] {
    const value = this.get(name);
    return Array.isArray(value) ? value : [];
  }

  all(name: string): readonly Fields[] {
    return this.list(name).map((one) => new Fields(one));
  }

  sub(name: string): Fields | undefined {
    const value = this.get(name);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? new Fields(value) : undefined;
  }
}
