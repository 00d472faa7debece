/**
 * JSON in one form only, so that equal values have equal bytes (RFC 8785, JSON Canonicalization Scheme): members sorted
 * by the UTF-16 code units of their names, numbers and strings as ECMAScript writes them, no white space. Members
 * without a value are left out, as in `JSON.stringify`. Throws RangeError for numbers that JSON does not have, and for
 * nesting deeper than 64.
 */
export function canonicalJson(value: unknown): string {
  return written(value, 0);
}

const MOST_DEPTH = 64;

function written(value: unknown, depth: number): string {
  if (depth > MOST_DEPTH) throw new RangeError(`a value is nested deeper than ${MOST_DEPTH}`);
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`JSON has no ${value}`);
  if (typeof value === "string" && !value.isWellFormed()) throw new RangeError("a text has half of a character");
  if (Array.isArray(value)) return `[${value.map((one) => written(one ?? null, depth + 1)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([name, member]) => `${written(name, depth)}:${written(member, depth + 1)}`).join(",")}}`;
}
