/**
 * The monitored items of a plan, packed: for 100,000 items a few MB that both threads share, instead of 40 MB of
 * objects and strings in each.
 */

import { textAt, textColumn } from "../../../batch/text-column.ts";
import type { ConnectionPlan, OpenOrder } from "../link/messages.ts";
import { parseBrowsePath } from "./browse-path.ts";
import type { ItemShape, PackedItems, PlannedItem, PlannedTarget, WaveformPart } from "./planned.ts";

/** An item without its place. */
export interface ItemDraft {
  /** Index into the plan's roots. */
  readonly root: number;
  /** Browse path from there, as the config spells it. */
  readonly path: string;
  readonly everyMs: number;
  readonly deadband?: PlannedItem["deadband"];
  readonly targets: readonly PlannedTarget[];
  readonly waveform?: WaveformPart;
  readonly ring?: number;
}

/** A plan as its connection uses it. */
export type OpenedPlan = Omit<ConnectionPlan, "items"> & { readonly items: PlannedItems };
export type OpenedOrder = Omit<OpenOrder, "plan"> & { readonly plan: OpenedPlan };

/** The client handle that an item's notifications carry. 0 is never given. */
export function handleOf({ place }: Pick<PlannedItem, "place">): number {
  return place + 1;
}

/** Packs items in their order. */
export function packItems(
  items: Iterable<ItemDraft>,
  {
    namespaces,
    rootTexts,
  }: { readonly namespaces: ReadonlyMap<string, string>; readonly rootTexts: readonly string[] },
): PackedItems {
  const shapes: ItemShape[] = [];
  const shapeByText = new Map<string, number>();
  const [shapeOf, rootOf, refs, refEnds]: number[][] = [[], [], [], []];
  const paths: string[] = [];
  for (const item of items) {
    const shape = shapeFor(item);
    const text = JSON.stringify(shape);
    const known = shapeByText.get(text) ?? shapes.push(shape) - 1;
    shapeByText.set(text, known);
    paths.push(item.path);
    refs?.push(...(item.waveform === undefined ? item.targets.map(({ ref }) => ref) : [item.waveform.ref]));
    shapeOf?.push(known);
    rootOf?.push(item.root);
    refEnds?.push(refs?.length ?? 0);
  }
  return {
    shapes,
    namespaces: new Map(namespaces),
    rootTexts,
    paths: textColumn(paths),
    shapeOf: shared(shapeOf),
    rootOf: shared(rootOf),
    refs: shared(refs),
    refEnds: shared(refEnds),
  };
}

function shapeFor({ everyMs, deadband, targets, waveform, ring }: ItemDraft): ItemShape {
  return {
    everyMs,
    ...(deadband === undefined ? {} : { deadband }),
    targets: targets.map(({ ref: _, ...rest }) => rest),
    ...(waveform === undefined ? {} : { waveform: withoutRef(waveform) }),
    ...(ring === undefined ? {} : { ring }),
  };
}

function withoutRef({ ref: _, ...rest }: WaveformPart): Omit<WaveformPart, "ref"> {
  return rest;
}

function shared(numbers: readonly number[] = []): Uint32Array {
  const column = new Uint32Array(new SharedArrayBuffer(numbers.length * Uint32Array.BYTES_PER_ELEMENT));
  column.set(numbers);
  return column;
}

/**
 * Packed items, turned into objects one by one on demand. The place identifies an item: two objects of one place are
 * equal, not identical.
 */
export class PlannedItems implements Iterable<PlannedItem> {
  readonly #packed: PackedItems;

  constructor(packed: PackedItems) {
    this.#packed = packed;
  }

  get length(): number {
    return this.#packed.shapeOf.length;
  }

  *[Symbol.iterator](): Iterator<PlannedItem> {
    for (let place = 0; place < this.length; place++) yield this.#build(place);
  }

  at(place: number): PlannedItem | undefined {
    return place >= 0 && place < this.length ? this.#build(place) : undefined;
  }

  slice(from: number, to: number): PlannedItem[] {
    return Array.from({ length: Math.max(0, Math.min(to, this.length) - from) }, (_, i) => this.#build(from + i));
  }

  /** The shape that the item shares with others, without building the item. The same object for all of them. */
  shapeAt(place: number): ItemShape {
    return this.#packed.shapes[this.#packed.shapeOf[place] as number] as ItemShape;
  }

  /** Whether `says` is true of any shape. */
  someShape(says: (shape: ItemShape) => boolean): boolean {
    return this.#packed.shapes.some(says);
  }

  /** Refs of the item's targets in their order, or of its waveform. */
  refsAt(place: number): Uint32Array {
    return this.#packed.refs.subarray(endAt(this.#packed.refEnds, place - 1), endAt(this.#packed.refEnds, place));
  }

  /** The item of a tag; undefined for a tag without one. */
  withRef(ref: number): PlannedItem | undefined {
    const { refs, refEnds } = this.#packed;
    const index = refs.indexOf(ref);
    return index < 0 ? undefined : this.at(refEnds.findIndex((end) => end > index));
  }

  /** The items of these tags, each once; all items where no tags are named. */
  of(refs: readonly number[] | undefined): readonly PlannedItem[] {
    if (refs === undefined) return [...this];
    const found = refs.flatMap((ref) => this.withRef(ref) ?? []);
    return [...new Map(found.map((item) => [item.place, item])).values()];
  }

  #build(place: number): PlannedItem {
    const { paths, rootOf, rootTexts, namespaces } = this.#packed;
    const { everyMs, deadband, targets, waveform, ring } = this.shapeAt(place);
    const refs = this.refsAt(place);
    const root = rootOf[place] as number;
    const path = textAt(paths, place);
    return {
      place,
      root,
      path: parseBrowsePath(path, namespaces),
      // For a ring the whole path names the root.
      text: ring === undefined ? `${rootTexts[root]}/${path}` : (rootTexts[root] as string),
      everyMs,
      ...(deadband === undefined ? {} : { deadband }),
      targets: targets.map((target, i) => ({ ref: refs[i] as number, ...target })),
      ...(waveform === undefined ? {} : { waveform: { ...waveform, ref: refs[0] as number } as WaveformPart }),
      ...(ring === undefined ? {} : { ring }),
    };
  }
}

function endAt(ends: Uint32Array, place: number): number {
  return place < 0 ? 0 : (ends[place] as number);
}
