import fc from "fast-check";

/** Damages the bytes of a message: cut, lengthened, changed, or with a piece of another message. */
export const damage = fc.record({
  cut: fc.option(fc.nat(400), { freq: 3 }),
  flips: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }),
  splice: fc.option(fc.tuple(fc.nat(400), fc.uint8Array({ maxLength: 40 })), { freq: 3 }),
  tail: fc.uint8Array({ maxLength: 8 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

export function damaged(bytes: Uint8Array, { cut, flips, splice, tail }: Damage): Uint8Array {
  const whole = Buffer.from(bytes);
  for (const [at, value] of flips) if (at < whole.length) whole[at] = value;
  const kept = cut === null ? whole : whole.subarray(0, cut);
  const at = splice === null ? 0 : Math.min(splice[0], kept.length);
  return Buffer.concat(
    [kept.subarray(0, at), splice === null ? [] : splice[1], kept.subarray(at), tail].map((part) =>
      Buffer.from(part as Uint8Array),
    ),
  );
}

/** The message stays unchanged. */
export const NONE: Damage = { cut: null, flips: [], splice: null, tail: new Uint8Array() };
export const sometimes = fc.oneof({ weight: 2, arbitrary: fc.constant(NONE) }, { weight: 5, arbitrary: damage });

/** Any value that a JSON message may have in any place, including names of prototypes and extreme numbers. */
const oddValues = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    1e308,
    -1e308,
    2 ** 53,
    -1,
    0.1,
    "",
    "x".repeat(5_000),
    "2026-13-40T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    [[[[[[]]]]]],
  ),
);
/**
 * A change of a message: the path, the oddity, and whether it replaces the value, is added as a member, or removes the
 * value.
 */
export const oddities = fc.array(
  fc.tuple(
    fc.array(fc.nat(12), { maxLength: 4 }),
    oddValues,
    fc.constantFrom("value", "__proto__", "constructor", "gone"),
  ),
  { maxLength: 4 },
);

/**
 * The message as JSON, with its oddities. Each is a copy: a later oddity may go inside one, and the next case meets
 * it as it was.
 */
export function oddly(message: object, changes: typeof oddities extends fc.Arbitrary<infer T> ? T : never): Buffer {
  const copy = structuredClone(message) as Record<string, unknown>;
  for (const [path, odd, how] of changes) {
    const value = structuredClone(odd);
    let at: Record<string, unknown> = copy;
    let key = "";
    for (const [depth, step] of path.entries()) {
      const keys = Object.keys(at);
      if (keys.length === 0) break;
      key = keys[step % keys.length] as string;
      const next = at[key];
      if (depth === path.length - 1 || typeof next !== "object" || next === null) break;
      at = next as Record<string, unknown>;
    }
    if (how === "value" && key !== "") at[key] = value;
    else if (how === "gone") delete at[key];
    else if (how !== "value")
      Object.defineProperty(at, how, { value, enumerable: true, configurable: true, writable: true });
  }
  return Buffer.from(JSON.stringify(copy));
}
