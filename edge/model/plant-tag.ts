import { type TextColumn, textAt } from "../batch/text-column.ts";
import type { TagShape } from "../contracts/plant/edge-config.ts";
import {
  type AssetUid,
  type EnumLabel,
  type LinkRef,
  type LocalizedText,
  type Tag,
  type TagLimits,
  type TagRef,
  type TagRole,
  type TagType,
  type TagUid,
  tagUidOf,
} from "../contracts/plant/tag.ts";

/** What tags of one asset that one source reads have in common. */
export interface TagPlace {
  readonly assetUid: AssetUid;
  readonly source: string;
  readonly link: LinkRef;
  readonly isDerived?: true;
  /** Addresses of all tags of the plant. */
  readonly addresses: TextColumn;
}

/**
 * A tag of a plant: its ref, and otherwise references to what it shares with others. As an object with all its
 * properties a tag takes 300 bytes, this takes 56, in each thread and for each of 100,000 tags.
 */
export class PlantTag implements Tag {
  readonly ref: TagRef;
  readonly shape: TagShape;
  readonly place: TagPlace;
  /** Place of its address in the column. */
  readonly at: number;

  constructor(ref: TagRef, { shape, place, at }: Pick<PlantTag, "shape" | "place" | "at">) {
    this.ref = ref;
    this.shape = shape;
    this.place = place;
    this.at = at;
  }

  get tagUid(): TagUid {
    return tagUidOf(this.place.assetUid, this.shape.component, this.shape.signal);
  }

  get assetUid(): AssetUid {
    return this.place.assetUid;
  }

  get source(): string {
    return this.place.source;
  }

  get link(): LinkRef {
    return this.place.link;
  }

  get isDerived(): true | undefined {
    return this.place.isDerived;
  }

  get address(): string {
    return textAt(this.place.addresses, this.at);
  }

  get component(): string {
    return this.shape.component;
  }

  get signal(): string {
    return this.shape.signal;
  }

  get type(): TagType {
    return this.shape.type;
  }

  get unit(): string | undefined {
    return this.shape.unit;
  }

  get name(): LocalizedText {
    return this.shape.name;
  }

  get range(): readonly [low: number, high: number] | undefined {
    return this.shape.range;
  }

  get limits(): TagLimits | undefined {
    return this.shape.limits;
  }

  get labels(): readonly EnumLabel[] | undefined {
    return this.shape.labels;
  }

  get role(): TagRole | undefined {
    return this.shape.role;
  }

  get isStatic(): boolean | undefined {
    return this.shape.isStatic;
  }

  get class(): "personal" | undefined {
    return this.shape.class;
  }

  /** A plain object of the same content, for JSON and for other processes. */
  toJSON(): Tag {
    const { ref, tagUid, assetUid, shape, source, address, link, isDerived } = this;
    return { ref, tagUid, assetUid, ...shape, source, address, link, isDerived };
  }
}

/** A tag of the same identity with other limits. */
export function withLimits(tag: Tag, limits: TagLimits | undefined): Tag {
  if (!(tag instanceof PlantTag)) return { ...tag, limits };
  return new PlantTag(tag.ref, { shape: { ...tag.shape, limits }, place: tag.place, at: tag.at });
}

/** Tags as another thread gets them: each shape and place once, the addresses in shared memory. */
export interface PackedTags {
  readonly shapes: readonly TagShape[];
  readonly places: readonly TagPlace[];
  readonly refs: Uint32Array;
  readonly shapeOf: Uint32Array;
  readonly placeOf: Uint32Array;
  readonly addressOf: Uint32Array;
}

/** Packs tags of a built plant. Throws TypeError for others. */
export function packTags(tags: readonly Tag[]): PackedTags {
  const shapes = new Map<TagShape, number>();
  const places = new Map<TagPlace, number>();
  const [refs, shapeOf, placeOf, addressOf] = [0, 1, 2, 3].map(() => new Uint32Array(tags.length)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  for (const [row, tag] of tags.entries()) {
    if (!(tag instanceof PlantTag)) throw new TypeError(`${tag.tagUid} is no tag of a built plant`);
    refs[row] = tag.ref;
    shapeOf[row] = numberIn(shapes, tag.shape);
    placeOf[row] = numberIn(places, tag.place);
    addressOf[row] = tag.at;
  }
  return { shapes: [...shapes.keys()], places: [...places.keys()], refs, shapeOf, placeOf, addressOf };
}

export function unpackTags({ shapes, places, refs, shapeOf, placeOf, addressOf }: PackedTags): readonly Tag[] {
  return Array.from(
    refs,
    (ref, row) =>
      new PlantTag(ref as TagRef, {
        shape: shapes[shapeOf[row] as number] as TagShape,
        place: places[placeOf[row] as number] as TagPlace,
        at: addressOf[row] as number,
      }),
  );
}

function numberIn<T>(known: Map<T, number>, one: T): number {
  const number = known.get(one) ?? known.size;
  known.set(one, number);
  return number;
}
