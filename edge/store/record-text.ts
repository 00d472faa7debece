/** Records as JSON text. */

/** JSON has neither NaN nor infinite numbers; they are written as their names, which are not used otherwise. */
const NAMED = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((one) => [String(one), one]),
);

export function toText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "number" && !Number.isFinite(member) ? String(member) : member,
  );
}

export function fromText(text: string): unknown {
  return JSON.parse(text, (_key, member: unknown) =>
    typeof member === "string" ? (NAMED.get(member) ?? member) : member,
  );
}

/** Named values of a file as texts, most of which are the same from one write to the next. */
export class KeptTexts {
  readonly #kept = new Map<string, string>();

  /** Names and texts that the file does not have yet; a value of undefined is left out. */
  changed(values: Readonly<Record<string, unknown>>): readonly (readonly [name: string, text: string])[] {
    return Object.entries(values).flatMap(([name, value]) => {
      const text = value === undefined ? undefined : toText(value);
      return text === undefined || text === this.#kept.get(name) ? [] : [[name, text] as const];
    });
  }

  /** The file has them now. */
  written(texts: readonly (readonly [name: string, text: string])[]): void {
    for (const [name, text] of texts) this.#kept.set(name, text);
  }
}
