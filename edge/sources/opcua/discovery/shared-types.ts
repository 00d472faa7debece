/** Asset types that several assets share: by their tags, not by their names. */

import { kebab, untaken, wordOf } from "../../config-words.ts";
import type { DraftTag } from "./draft-tags.ts";
import type { FoundAsset } from "./find-assets.ts";

export interface ProposedType {
  readonly name: string;
  readonly kind: FoundAsset["kind"];
  readonly tags: readonly DraftTag[];
}

/** Assets of one shape, in the order in which they were found. */
interface Group {
  readonly first: FoundAsset;
  readonly members: (readonly DraftTag[])[];
}

/** Groups assets by shape: a type describes the tags of all its assets. */
export class SharedTypes {
  readonly #groups = new Map<string, Group>();

  /** Returns the key under which `finish` gives the type's name. */
  add(asset: FoundAsset, tags: readonly DraftTag[]): string {
    const shape = shapeOf(asset, tags);
    const group = this.#groups.get(shape);
    if (group === undefined) this.#groups.set(shape, { first: asset, members: [tags] });
    else group.members.push(tags);
    return shape;
  }

  finish(): { readonly types: readonly ProposedType[]; nameOf(shape: string): string } {
    const names = new Set<string>();
    const byShape = new Map<string, ProposedType>();
    for (const [shape, group] of this.#groups) {
      byShape.set(shape, {
        name: untaken(typeName(group), names),
        kind: group.first.kind,
        tags: common(group.members),
      });
    }
    return { types: [...byShape.values()], nameOf: (shape) => byShape.get(shape)?.name ?? "" };
  }
}

/**
 * Assets of one type have the same members by browse path, data type, unit and codes. Names, ranges and limits may
 * differ.
 */
function shapeOf({ kind }: FoundAsset, tags: readonly DraftTag[]): string {
  const members = tags.map(({ binding, type, unit, labels, role, component, signal }) => {
    const { path, field, index } = binding;
    return JSON.stringify([
      path,
      field,
      index,
      type,
      unit,
      labels?.map(({ value, en }) => [value, en]),
      role,
      component,
      signal,
    ]);
  });
  return JSON.stringify([kind, ...members.sort()]);
}

function common(members: readonly (readonly DraftTag[])[]): readonly DraftTag[] {
  const [first = [], ...others] = members;
  if (others.length === 0) return first;
  const byBinding = others.map((tags) => new Map(tags.map((tag) => [keyOf(tag), tag])));
  return first.map((tag) => byBinding.reduce((shared, tags) => both(shared, tags.get(keyOf(tag)) ?? shared), tag));
}

function keyOf({ binding: { path, field, index } }: DraftTag): string {
  return JSON.stringify([path, field, index]);
}

/** Joins two tags: the wider range, limits that agree, and the browse name where the display names differ by asset. */
function both(one: DraftTag, other: DraftTag): DraftTag {
  const { range, limits, ...rest } = one;
  const hasSameName = one.name.zh === other.name.zh && one.name.en === other.name.en;
  const name = hasSameName ? one.name : { zh: browseName(one), en: browseName(one) };
  const wider = range === undefined || other.range === undefined ? undefined : union(range, other.range);
  const hasSameLimits = JSON.stringify(limits) === JSON.stringify(other.limits);
  return {
    ...rest,
    name,
    ...(wider === undefined ? {} : { range: wider }),
    ...(limits !== undefined && hasSameLimits ? { limits } : {}),
  };
}

type Range = readonly [low: number, high: number];

function union(one: Range, other: Range): Range {
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

function browseName({ binding: { path, field, index } }: DraftTag): string {
  const last = path.split(/(?<!&)\//).at(-1) ?? path;
  const own = last.replace(/^[A-Za-z][\w-]*:/, "").replaceAll(/&(.)/g, "$1");
  const place =
    index === undefined
      ? ""
      : ` ${[index]
          .flat()
          .map((at) => at + 1)
          .join(" ")}`;
  return `${own}${field === undefined ? "" : ` ${field}`}${place}`;
}

/**
 * A machine's type is named after its kind; the type of plain objects after the objects, without the trailing number.
 */
function typeName({ first: { root, kind, models }, members }: Group): string {
  if (models.length > 0) return wordOf(kind === "box" ? "device" : kind);
  const own = kebab(root.name);
  return wordOf((members.length > 1 ? own.replace(/-?\d+$/, "") : own) || own || "plain");
}
