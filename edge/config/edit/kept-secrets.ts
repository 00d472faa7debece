/**
 * Secrets that an edit keeps while it changes where they are sent (rule CE30). The destination of a secret is derived
 * from the schema around it, so that a new section needs no code for it.
 */
import { join } from "node:path";
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import { listed } from "../../contracts/plant/config-text.ts";
import type { Plugins } from "../../contracts/plant/plugins.ts";
import { problem } from "../config-texts.ts";
import type { ConfigDocument, Steps } from "../document.ts";
import { isMap } from "../loose.ts";
import { schemasAt } from "../references.ts";
import { isPlain, isSecretPlace, secretsIn } from "./secrets.ts";

type Root = Readonly<Record<string, unknown>>;
/** Values that decide where a secret goes, by their keys below the part of the config that has both. */
type Destination = ReadonlyMap<string, string>;

/** Words of keys that say where a secret is sent, for whom, and whom the edge trusts there. */
const WORDS: ReadonlySet<string> = new Set(
  (
    "url urls uri host hosts port address addresses endpoint endpoints server servers broker issuer proxy " +
    "user username account tls ssl security insecure transport trust trusted ca certificate verify"
  ).split(" "),
);
const ADDRESSES: ReadonlySet<string> = new Set(["url", "uri", "address", "endpoint"]);
const REFERENCE = /^\$\{file:([^}]+)\}$/;

/** A secret of a config and where it goes. */
interface KeptSecret {
  readonly steps: Steps;
  readonly value: string;
  readonly destination: Destination;
}

/** A secret that must be entered anew, and why. */
export interface AskedAnew extends ConfigText {
  readonly steps: Steps;
}

/** Asks anew for secrets of `after` that `before` sends to no such place. `isSent`: entered with the change. */
export function secretsToEnter(
  { before, after, isSent }: { readonly before: Root; readonly after: Root; isSent(steps: Steps): boolean },
  plugins: Plugins,
): readonly AskedAnew[] {
  const known = Map.groupBy(keptIn(before, plugins), ({ value }) => value);
  return keptIn(after, plugins).flatMap(({ steps, value, destination }) => {
    if (isSent(steps)) return [];
    const changes = (known.get(value) ?? []).map((one) => differing(one.destination, destination));
    const fewest = changes.sort((a, b) => a.length - b.length)[0];
    if (fewest === undefined) return [{ steps, ...problem("secret-comes-back", {}) }];
    return fewest.length === 0 ? [] : [{ steps, ...problem("secret-kept", { keys: listed(fewest, 4) }) }];
  });
}

/** Path of the file that a secret comes from; undefined where it comes from elsewhere. */
export function fileReferredTo(steps: Steps, document: ConfigDocument, folder: string): string | undefined {
  const key = steps.at(-1) as string | number;
  const written = document.entry(valueAt(document.root, steps.slice(0, -1)), key)?.written;
  const file = written === undefined ? undefined : REFERENCE.exec(written)?.[1];
  return file === undefined ? undefined : join(folder, file);
}

/** Secrets that go elsewhere: an address that is a secret itself is sent to nobody but its owner. */
function keptIn(root: Root, plugins: Plugins): readonly KeptSecret[] {
  return secretsIn(root, plugins).flatMap(({ steps, value }) =>
    value === "" || isAddress(steps.at(-1))
      ? []
      : [{ steps, value: String(value), destination: destinationOf(steps, root, plugins) }],
  );
}

/**
 * What decides where the secret at these steps goes: the values that the environment may give, and those with a word
 * for it in their keys, in the item of the list that has the secret; without lists, in the part of the section.
 */
export function destinationOf(secret: Steps, root: Root, plugins: Plugins): Destination {
  const item = secret.findIndex((step) => typeof step === "number");
  const scope = item === -1 ? Math.min(2, secret.length - 1) : item + 1;
  const found = new Map<string, string>();
  const add = (value: unknown, steps: Steps): void => {
    const schemas = schemasAt(steps, root, plugins);
    // A value that is written and the same one by default go to the same place.
    if (schemas.some((schema) => schema["default"] === value)) return;
    const below = steps.slice(scope);
    const isSecret = isSecretPlace(steps, root, plugins);
    const isNamed = isSecret ? isAddress(below.at(-1)) : below.some(isWord);
    const isGiven = !isSecret && schemas.some((schema) => schema["substitute"] === true);
    const isKind = below.length === 1 && below[0] === "kind";
    if (isNamed || isGiven || isKind) found.set(below.join("."), String(value));
  };
  const walk = (value: unknown, steps: Steps): void => {
    if (isPlain(value)) {
      add(value, steps);
      return;
    }
    const next = secret[steps.length];
    const isAround = steps.every((step, i) => step === secret[i]);
    if (Array.isArray(value)) {
      // Of the list that has the secret, other items go their own ways; only plain values count, as further addresses.
      const isBeside = !isAround || typeof next !== "number";
      for (const [i, one] of value.entries()) if (isPlain(one) || isBeside || i === next) walk(one, [...steps, i]);
    } else if (isMap(value)) for (const [key, one] of Object.entries(value)) walk(one, [...steps, key]);
  };
  const around = secret.slice(0, scope);
  walk(valueAt(root, around), around);
  return found;
}

/** Keys with different values, in the order of their names. */
function differing(before: Destination, after: Destination): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).sort();
}

function isWord(step: string | number): boolean {
  return wordsOf(step).some((word) => WORDS.has(word));
}

function isAddress(step: string | number | undefined): boolean {
  return ADDRESSES.has(wordsOf(step ?? "").at(-1) ?? "");
}

/** `fallbackUrls`: fallback, urls. */
function wordsOf(key: string | number): readonly string[] {
  return typeof key === "string" ? key.split(/(?=[A-Z])|[-_]/).map((word) => word.toLowerCase()) : [];
}

function valueAt(root: unknown, steps: Steps): unknown {
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined,
    root,
  );
}
