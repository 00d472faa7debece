/** Items of a list that no item of the new value has taken over yet, found by content and by identity. */
export class ItemsLeft {
  readonly #left: Set<number>;
  /** Numbers of the items by their content, and by what identifies them: a list can have thousands. */
  readonly #byText: ReadonlyMap<string, number[]>;
  readonly #byIdentity: ReadonlyMap<string, number[]>;

  constructor(items: readonly unknown[]) {
    const numbers = [...items.keys()];
    this.#left = new Set(numbers);
    this.#byText = Map.groupBy(numbers, (i) => JSON.stringify(items[i]));
    this.#byIdentity = Map.groupBy(numbers, (i) => identityOf(items[i]) ?? "");
  }

  has(i: number): boolean {
    return this.#left.has(i);
  }

  take(i: number): void {
    this.#left.delete(i);
  }

  /** The first item of the same content. */
  equalTo(value: unknown): number | undefined {
    return this.#first(this.#byText.get(JSON.stringify(value)));
  }

  /** The first item of the same identity; undefined where the value has none. */
  identicalTo(value: unknown): number | undefined {
    const identity = identityOf(value);
    return identity === undefined ? undefined : this.#first(this.#byIdentity.get(identity));
  }

  #first(numbers: number[] = []): number | undefined {
    while (numbers.length > 0 && !this.#left.has(numbers[0] as number)) numbers.shift();
    return numbers[0];
  }
}

/** Keys that identify an item of a list. */
const IDENTITIES = ["uid", "id", "name", "label", "signal"] as const;

function identityOf(item: unknown): string | undefined {
  if (!isPlainMap(item)) return undefined;
  const key = IDENTITIES.find((name) => typeof item[name] === "string");
  return key === undefined ? undefined : `${key} ${String(item[key])}`;
}

/** Whether two items have no different identity. */
export function isSameOne(one: unknown, other: unknown): boolean {
  return !isPlainMap(one) || !isPlainMap(other) || identityOf(one) === identityOf(other);
}

export function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
