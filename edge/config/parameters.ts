const PARAMETER = /\{([A-Za-z][A-Za-z0-9-]*)\}/g;

export type Parameters = ReadonlyMap<string, string>;

/** Names of all `{parameters}` in the texts of a value. */
export function parametersIn(value: unknown, into: Set<string> = new Set()): Set<string> {
  if (typeof value === "string") for (const match of value.matchAll(PARAMETER)) into.add(match[1] as string);
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) parametersIn(inner, into);
  return into;
}

/** A copy with every `{parameter}` replaced; unknown ones stay. */
export function withParameters(value: unknown, parameters: Parameters): unknown {
  if (typeof value === "string")
    return value.replace(PARAMETER, (whole, name: string) => parameters.get(name) ?? whole);
  if (Array.isArray(value)) return value.map((inner) => withParameters(inner, parameters));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withParameters(inner, parameters)]));
}
