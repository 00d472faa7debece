/** Errors of libraries as one plain text without internals of the program. */
import { withoutUser } from "./peer.ts";

const MOST_NESTED = 5;
/** Deeper parts of an error are ignored. */
const MOST_READ = 4_000;
const URL_IN_TEXT = /(?:opc\.tcp|mqtts?|wss?|https?|smtps?):\/\/[^\s;,()"'<>]+/;
const ADDRESS_AFTER_CODE = /\bE[A-Z]{4,} (?:[\w.-]+:)?\s*(\[[0-9a-f:]+\]:\d+|[\w.:-]*[\w-]:\d+)/;
const ADDRESS_OF_LISTENER = /listen E[A-Z]+: [a-z ]+? (\S*:\d+)/;
const HOST_AFTER_CODE = /getaddrinfo \w+ ([^\s;,()]+)/;
const PATH_IN_TEXT = /(?:cannot write |'|"|\s|^)((?:\/|[A-Za-z]:\\)[^\s'":;,()]+)/;
/** Codes of Node.js, OpenSSL and SQLite. The edge's own are words. */
const SYSTEM_CODE = /^[A-Z][A-Z0-9_]+$/;
/** Internals of libraries, which help nobody on a shop floor, and their replacements. */
const INSIDES: readonly (readonly [RegExp, string])[] = [
  // OpenSSL's queue: thread:error:number:library:function:reason:file:line.
  [/(?:[0-9A-F]{8,}:)?error:[0-9A-F]+:[^:\n]*:[^:\n]*:([^:\n]+)(?::[^\s:]*:\d+(?::[^\n]*)?)?/gi, "$1"],
  [/\[object \w+\]/g, ""],
  [/\berr\s*=\s*/gi, ""],
  [/\(?(?:file|node):[^\s)]+\)?/g, ""],
  [/\bssl3_\w+|\b\w+ routines\b/g, ""],
  [/\/\/[^\s/]*:[^\s/]*@/g, "//"],
  // Control characters, and those that turn the direction of a text.
  [/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu, " "],
];

/** Message, code and causes of whatever was thrown. */
export function flatten(error: unknown): string {
  return parts(error, 0).join(": ").slice(0, MOST_READ).trim();
}

/** The first meaningful line, without internals of the program. */
export function oneLine(text: string, mostChars: number): string {
  const line = text
    .split(/[\r\n]+/)
    .map(plain)
    .find((one) => /[\p{L}\p{N}]/u.test(one) && !/^at \S+ ?\(?/.test(one));
  return line === undefined ? "no description" : line.length > mostChars ? `${line.slice(0, mostChars - 1)}…` : line;
}

/** Address of the other side in a text. */
export function placeIn(text: string): string | undefined {
  const address = [ADDRESS_OF_LISTENER, ADDRESS_AFTER_CODE, HOST_AFTER_CODE].map((pattern) => pattern.exec(text)?.[1]);
  const place = URL_IN_TEXT.exec(text)?.[0] ?? address.find((one) => one !== undefined);
  return (place === undefined ? undefined : withoutUser(place))?.replace(/[.:]+$/, "");
}

export function pathIn(text: string): string | undefined {
  return PATH_IN_TEXT.exec(text)?.[1];
}

function parts(error: unknown, depth: number): string[] {
  if (depth > MOST_NESTED || error === undefined || error === null) return [];
  if (typeof error !== "object") return [String(error)];
  const { message, description, code, address, port, path, cause, errors } = error as Readonly<Record<string, unknown>>;
  const described = [message, description].find((one) => typeof one === "string" && one !== "");
  const own = typeof described === "string" ? withoutStack(described) : "";
  const place = typeof address === "string" && typeof port === "number" ? `${address}:${port}` : undefined;
  const extra = [typeof code === "string" && SYSTEM_CODE.test(code) ? code : undefined, place, path];
  const missing = extra.filter((one): one is string => typeof one === "string" && !own.includes(one));
  const text = [own, ...missing].filter((one) => one !== "").join(" ");
  const inner = Array.isArray(errors) ? errors[0] : undefined;
  return [...(text === "" ? [] : [text]), ...parts(inner ?? cause, depth + 1)];
}

function withoutStack(text: string): string {
  return text
    .split(/\r?\n/)
    .filter((line) => !/^\s*at\s/.test(line))
    .join(" ");
}

function plain(text: string): string {
  return INSIDES.reduce((sofar, [pattern, by]) => sofar.replaceAll(pattern, by), text)
    .replaceAll(/\s+/g, " ")
    .trim();
}
