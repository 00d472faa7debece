/** Search filters of LDAP as text (RFC 4515). */

/** A filter as a tree; values are bytes, because some attributes (such as `objectGUID`) are not text. */
export type LdapFilter =
  | { readonly op: "and" | "or"; readonly parts: readonly LdapFilter[] }
  | { readonly op: "not"; readonly part: LdapFilter }
  | {
      readonly op: "equal" | "greater" | "less" | "approximate";
      readonly attribute: string;
      readonly value: Uint8Array;
    }
  | { readonly op: "present"; readonly attribute: string }
  /** The first piece begins the value, the last one ends it; both may be empty. */
  | { readonly op: "substring"; readonly attribute: string; readonly pieces: readonly Uint8Array[] }
  | {
      readonly op: "extensible";
      readonly attribute?: string;
      readonly rule?: string;
      readonly isOfDn: boolean;
      readonly value: Uint8Array;
    };

const MAX_DEPTH = 16;
const OPERATORS = { "=": "equal", ">=": "greater", "<=": "less", "~=": "approximate" } as const;
const ITEM = /^([A-Za-z][\w.;-]*|\d[\d.]*)(=|>=|<=|~=)(.*)$/s;
const EXTENSIBLE = /^([A-Za-z][\w.;-]*|\d[\d.]*)?(:dn)?(?::([\w.-]+))?:=(.*)$/s;

/** A text as it may stand for a value in a filter, whatever it contains (RFC 4515, section 3). */
export function escapedForFilter(text: string): string {
  return text.replaceAll(/[\\*()\0]/g, (one) => `\\${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** Throws an Error with the place of the mistake. */
export function parseFilter(text: string): LdapFilter {
  const { filter, end } = parsedAt(text, 0, 0);
  if (end !== text.length) throw wrong(text, end);
  return filter;
}

function parsedAt(text: string, start: number, depth: number): { readonly filter: LdapFilter; readonly end: number } {
  if (text[start] !== "(" || depth > MAX_DEPTH) throw wrong(text, start);
  const op = text[start + 1];
  if (op === "&" || op === "|") {
    const { parts, end } = partsAt(text, start + 2, depth);
    return { filter: { op: op === "&" ? "and" : "or", parts }, end };
  }
  if (op === "!") {
    const { filter, end } = parsedAt(text, start + 2, depth + 1);
    if (text[end] !== ")") throw wrong(text, end);
    return { filter: { op: "not", part: filter }, end: end + 1 };
  }
  const end = text.slice(start + 1).search(/[()]/) + start + 1;
  if (end === start || text[end] !== ")") throw wrong(text, Math.max(end, start));
  const item = itemOf(text.slice(start + 1, end));
  if (item === undefined) throw wrong(text, start);
  return { filter: item, end: end + 1 };
}

function partsAt(text: string, start: number, depth: number) {
  const parts: LdapFilter[] = [];
  let at = start;
  while (text[at] === "(") {
    const { filter, end } = parsedAt(text, at, depth + 1);
    parts.push(filter);
    at = end;
  }
  if (text[at] !== ")" || parts.length === 0) throw wrong(text, at);
  return { parts, end: at + 1 };
}

/** What stands between the parentheses of an item; undefined for anything that is not one. */
function itemOf(text: string): LdapFilter | undefined {
  const [, attribute, operator, rest] = ITEM.exec(text) ?? [];
  if (attribute === undefined || rest === undefined) return extensibleOf(text);
  const op = OPERATORS[operator as keyof typeof OPERATORS];
  if (op === "equal" && rest === "*") return { op: "present", attribute };
  const pieces = rest.split("*").map(bytesOf);
  if (!pieces.every((one) => one !== undefined)) return undefined;
  if (pieces.length === 1) return { op, attribute, value: pieces[0] as Uint8Array };
  const isFilled = pieces.slice(1, -1).every((one) => one.length > 0);
  return op === "equal" && isFilled ? { op: "substring", attribute, pieces } : undefined;
}

function extensibleOf(text: string): LdapFilter | undefined {
  const [, attribute, dn, rule, rest = ""] = EXTENSIBLE.exec(text) ?? [];
  const value = bytesOf(rest);
  if ((attribute === undefined && rule === undefined) || value === undefined || rest.includes("*")) return undefined;
  return {
    op: "extensible",
    ...(attribute === undefined ? {} : { attribute }),
    ...(rule === undefined ? {} : { rule }),
    isOfDn: dn !== undefined,
    value,
  };
}

/** A value without its escapes; undefined where a backslash stands without two digits. */
function bytesOf(text: string): Uint8Array | undefined {
  const parts = text.split("\\");
  if (parts.slice(1).some((one) => !/^[0-9A-Fa-f]{2}/.test(one))) return undefined;
  const encoder = new TextEncoder();
  const bytes = parts.map((one, i) =>
    i === 0 ? encoder.encode(one) : [Number.parseInt(one.slice(0, 2), 16), ...encoder.encode(one.slice(2))],
  );
  return Uint8Array.from(bytes.flatMap((one) => [...one]));
}

function wrong(text: string, at: number): Error {
  if (at >= text.length) return new Error("it ends before the filter is complete (RFC 4515)");
  return new Error(`"${text.slice(at, at + 20)}" at character ${at + 1} is no part of a filter (RFC 4515)`);
}
