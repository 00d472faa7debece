/** Secrets of a config: which values are, and texts without them. */
import { type Document, isMap, isScalar, isSeq, type Pair, parseDocument } from "yaml";
import { withoutPasswords } from "../../contracts/path/peer.ts";
import type { ConfigSecret } from "../../contracts/plant/config-edit.ts";
import type { Plugins } from "../../contracts/plant/plugins.ts";
import type { ConfigDocument, Steps } from "../document.ts";
import { hasMark } from "../references.ts";

/** Stands for a secret in texts that people see. */
const MASK = '"***"';
/** Names of keys whose texts are secrets wherever they stand, so that a misplaced one is not shown either. */
const SECRET_KEY = /(?:password|passphrase|secret|token|privatekey|credential)$/i;
/** A line of a file that cannot be parsed. */
const SECRET_LINE = /((?:password|passphrase|secret|token|privatekey|key|credential)["']?\s*:\s*)\S.*$/gim;

/** Whether the schema, or the name of the key, makes a value at these steps a secret. */
export function isSecretPlace(steps: Steps, root: Readonly<Record<string, unknown>>, plugins: Plugins): boolean {
  return SECRET_KEY.test(String(steps.at(-1))) || hasMark("writeOnly", steps, root, plugins);
}

/** Whether an address in a text has a password. */
function hasPassword(text: string): boolean {
  return withoutPasswords(text) !== text;
}

/** Whether a value that stands at the place of a secret is one: also a number or flag that somebody wrote by hand. */
export function isPlain(value: unknown): value is string | number | boolean | bigint {
  return ["string", "number", "boolean", "bigint"].includes(typeof value);
}

/** A secret of a config with its place. */
export interface FoundSecret {
  readonly steps: Steps;
  readonly value: string | number | boolean | bigint;
}

/** The secrets of a config that stand where schemas or names of keys say so. */
export function secretsIn(root: Readonly<Record<string, unknown>>, plugins: Plugins): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  const walk = (value: unknown, steps: Steps): void => {
    if (isPlain(value) && isSecretPlace(steps, root, plugins)) found.push({ steps, value });
    if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...steps, Array.isArray(value) ? Number(key) : key]);
  };
  // Types and assets, which can be many, have no secrets.
  for (const name of ["sources", "sinks", ...plugins.sections.map((section) => section.name)]) walk(root[name], [name]);
  return found;
}

/** Keeps the secrets that are written into the config out of the texts of problems, which say what a wrong value is. */
export function hideSecrets(document: ConfigDocument, plugins: Plugins): void {
  // The words true and false occur in texts.
  for (const { value } of secretsIn(document.root, plugins))
    if (typeof value !== "boolean") document.hide(String(value));
}

/** A copy of the values without secrets, and the places of these. */
export function withoutSecrets(
  root: Readonly<Record<string, unknown>>,
  plugins: Plugins,
): { readonly values: Readonly<Record<string, unknown>>; readonly secrets: readonly ConfigSecret[] } {
  const secrets: ConfigSecret[] = [];
  const isHidden = (value: unknown, steps: Steps): boolean => {
    if (!isPlain(value)) return false;
    const text = String(value);
    const isSecret = isSecretPlace(steps, root, plugins) || hasPassword(text);
    if (isSecret) secrets.push({ path: steps, from: originOf(text) });
    return isSecret;
  };
  const copy = (value: unknown, steps: Steps): unknown => {
    if (Array.isArray(value))
      return value.map((item, i) => (isHidden(item, [...steps, i]) ? "" : copy(item, [...steps, i])));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) => {
        const at = [...steps, key];
        return isHidden(inner, at) ? [] : [[key, copy(inner, at)]];
      }),
    );
  };
  return { values: copy(root, []) as Readonly<Record<string, unknown>>, secrets };
}

function originOf(text: string): ConfigSecret["from"] {
  if (text.startsWith("${file:")) return "file";
  // The default of a reference stands in the config.
  return text.startsWith("${env:") && !text.includes(":-") ? "environment" : "config";
}

/** The text of a file with a mask in place of each secret that is written in it. References stay. */
export function maskedText(text: string, plugins: Plugins): { readonly text: string; readonly isMasked: boolean } {
  const document = parseDocument(text, { logLevel: "error", uniqueKeys: false });
  const masked =
    document.errors.length > 0 ? text.replaceAll(SECRET_LINE, `$1${MASK}`) : withMasks(text, document, plugins);
  return { text: masked, isMasked: masked !== text };
}

function withMasks(text: string, document: Document.Parsed, plugins: Plugins): string {
  const ranges: (readonly [from: number, to: number])[] = [];
  const root = kindsIn([document]);
  const walk = (node: unknown, steps: Steps): void => {
    if (isMap(node)) for (const { key, value } of node.items as Pair[]) walk(value, [...steps, keyOf(key)]);
    else if (isSeq(node)) for (const [i, item] of node.items.entries()) walk(item, [...steps, i]);
    else if (isScalar(node) && isPlain(node.value) && node.range != null) {
      const { value, range } = node;
      const text = String(value);
      const isSecret = isSecretPlace(steps, root, plugins) || hasPassword(text);
      if (isSecret && text !== "" && originOf(text) === "config") ranges.push([range[0], range[1]]);
    }
  };
  walk(document.contents, []);
  return ranges
    .sort((a, b) => b[0] - a[0])
    .reduce((left, [from, to]) => {
      const end = left.slice(from, to).endsWith("\n") ? "\n" : "";
      return `${left.slice(0, from)}${MASK}${end}${left.slice(to)}`;
    }, text);
}

/** The kinds of all sources and sinks in these files, by which their schemas are found. */
export function kindsIn(documents: readonly Document[]): Readonly<Record<string, unknown>> {
  const kinds = (section: string) =>
    documents.flatMap(({ contents }) => {
      const list = isMap(contents) ? contents.get(section) : undefined;
      return isSeq(list) ? list.items.map((item) => ({ kind: isMap(item) ? item.get("kind") : undefined })) : [];
    });
  return { sources: kinds("sources"), sinks: kinds("sinks") };
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
