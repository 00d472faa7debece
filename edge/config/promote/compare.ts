/** Compares the sections of a proposal with a plant's config, value by value (rule CE18). */
import { isDeepStrictEqual } from "node:util";
import type { ConfigPath } from "../../contracts/plant/config-edit.ts";
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import {
  type ComparedProposal,
  LIST_END,
  type ProposalRefusal,
  type ProposedChange,
} from "../../contracts/plant/proposal.ts";
import { problem } from "./problem-table.ts";
import { originOf, readProposal } from "./proposal-file.ts";

type Values = Readonly<Record<string, unknown>>;
type Compared = Pick<ComparedProposal, "changes" | "origin" | "refused">;

/** They decide which files are read. */
const OF_THE_FILES: ReadonlySet<string> = new Set(["include", "gemba"]);
/** As many edits as one change has. */
const MOST_CHANGES = 20_000;
/** Keys that identify an item of a list, the strongest first. */
const IDENTITIES = ["uid", "id", "label", "name", "signal"] as const;

/** `values`: the plant's config as it is written, without secrets. */
export function compareProposal(file: unknown, values: Values): Compared {
  const proposal = readProposal(file);
  if (!("sections" in proposal)) return { origin: null, changes: [], refused: [{ ...proposal, path: [] }] };
  const walk = new Walk();
  for (const [section, after] of Object.entries(proposal.sections)) {
    if (OF_THE_FILES.has(section)) walk.refuse([section], problem("proposal-of-files", { section }));
    else walk.compare(values[section], after, [section]);
  }
  const { changes, refused } = walk;
  const origin = originOf(proposal);
  if (changes.length <= MOST_CHANGES) return { origin, changes, refused };
  return { origin, changes: [], refused: [{ ...problem("proposal-large", { most: MOST_CHANGES }), path: [] }] };
}

class Walk {
  readonly changes: ProposedChange[] = [];
  readonly refused: ProposalRefusal[] = [];

  compare(before: unknown, after: unknown, path: ConfigPath): void {
    if (isDeepStrictEqual(before, after)) return;
    const [items, nextItems] = [namedItems(before), namedItems(after)];
    if (isMap(before) && isMap(after)) this.#maps(before, after, path);
    else if (items !== undefined && nextItems !== undefined) this.#lists(items, nextItems, path);
    else if (holdsReference(after)) this.refuse(path, problem("proposal-reference", {}));
    else
      this.changes.push({
        ...{ path, kind: before === undefined ? "added" : "changed", before, after },
        edit: { kind: "set", path, value: after },
      });
  }

  refuse(path: ConfigPath, why: ConfigText): void {
    this.refused.push({ ...why, path });
  }

  #maps(before: Values, after: Values, path: ConfigPath): void {
    for (const [key, value] of Object.entries(after)) this.compare(before[key], value, [...path, key]);
    for (const [key, value] of Object.entries(before))
      if (!Object.hasOwn(after, key)) this.#remove(value, [...path, key]);
  }

  /** Items are the same where they have the same name. New ones come last. */
  #lists(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>, path: ConfigPath): void {
    const places = new Map([...before.keys()].map((name, i) => [name, i]));
    for (const [name, item] of after) {
      const place = places.get(name);
      if (place !== undefined) this.compare(before.get(name), item, [...path, place]);
      else if (holdsReference(item)) this.refuse([...path, name], problem("proposal-reference", {}));
      else
        this.changes.push({
          ...{ path: [...path, name], kind: "added", after: item },
          edit: { kind: "insert", path: [...path, LIST_END], value: item },
        });
    }
    for (const [name, i] of places) if (!after.has(name)) this.#remove(before.get(name), [...path, i]);
  }

  #remove(before: unknown, path: ConfigPath): void {
    this.changes.push({ path, kind: "removed", before, edit: { kind: "remove", path } });
  }
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The items of a list by their names; undefined for anything else, and where one has none or two have one. */
function namedItems(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value as readonly unknown[];
  const named = new Map(items.map((item) => [nameOf(item) ?? "", item]));
  return named.size === items.length && !named.has("") ? named : undefined;
}

function nameOf(item: unknown): string | undefined {
  if (!isMap(item)) return undefined;
  const key = IDENTITIES.find((one) => typeof item[one] === "string");
  if (key === undefined) return undefined;
  const { component } = item;
  return key === "signal" && typeof component === "string" ? `${component}/${String(item[key])}` : String(item[key]);
}

function holdsReference(value: unknown): boolean {
  return JSON.stringify(value).includes("${");
}
