import { problem } from "./config-texts.ts";
import type { ConfigDocument, Steps } from "./document.ts";
import { isMap } from "./loose.ts";

/** A key renamed in this release; its old name is read until the next release. */
export interface Renamed {
  /** Names of keys from the root; `*` stands for every entry of a list or map, such as `["sources", "*", "qos"]`. */
  readonly steps: readonly string[];
  /** New name of the last key. */
  readonly to: string;
}

/** Empty where no key was renamed since the last release (rule FS15 in docs/rules/store.md). */
const RENAMED: readonly Renamed[] = [];

/** Moves values from an old key to its new name and warns of each. Where both keys exist, the new one counts. */
export function readRenamed(document: ConfigDocument, renamed: readonly Renamed[] = RENAMED): void {
  for (const { steps, to } of renamed) {
    const old = steps.at(-1) as string;
    for (const [path, holder] of holdersOf(document.root, steps.slice(0, -1))) {
      if (!Object.hasOwn(holder, old)) continue;
      document.warn([...path, old], problem("key-renamed", { old, to }));
      const entry = document.entry(holder, old);
      if (!Object.hasOwn(holder, to)) {
        holder[to] = holder[old];
        if (entry !== undefined) document.remember(holder, to, entry);
      }
      delete holder[old];
    }
  }
}

function holdersOf(
  root: Record<string, unknown>,
  steps: readonly string[],
): (readonly [Steps, Record<string, unknown>])[] {
  let found: (readonly [Steps, unknown])[] = [[[], root]];
  for (const step of steps)
    found = found.flatMap(([path, value]) =>
      entriesOf(value, step).map(([key, one]) => [[...path, key], one] as const),
    );
  return found.flatMap(([path, value]) => (isMap(value) ? [[path, value] as const] : []));
}

function entriesOf(value: unknown, step: string): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return step === "*" ? value.map((one, i) => [i, one] as const) : [];
  if (!isMap(value)) return [];
  return step === "*" ? Object.entries(value) : Object.hasOwn(value, step) ? [[step, value[step]] as const] : [];
}
