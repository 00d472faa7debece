/** Decoder state of all tags, in columns. Runs in the worker. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import type { Conversion } from "../../../contracts/plant/unit-conversion.ts";
import { type Target, targetOf } from "../decode/decode-value.ts";
import type { ItemShape, PlannedTarget } from "./planned.ts";
import type { PlannedItems } from "./planned-items.ts";

/** No row: the item's value is not simply one tag's number. */
export const NO_ROW = 0xffff_ffff;

/** The parts of a target that do not change. */
type Spec = Pick<Target, "type" | "field" | "index" | "codes" | "conversion">;

/**
 * Targets of all items, one row each. Most items hold one tag's number and are read by `rows` and the columns alone;
 * for the others `targetsOf` makes objects over the same columns.
 */
export class TargetTable {
  /** Row of a client handle's only target if it takes the number unchanged; else NO_ROW. */
  readonly rows: Uint32Array;
  readonly refs: Uint32Array;
  /** Source time of the newest sample, as received and as delivered; NaN before the first. */
  readonly sourceTimes: Float64Array;
  readonly givenTimes: Float64Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
  /** 1 while the values do not fit the tag's type. */
  readonly mismatched: Uint8Array;
  readonly texts = new Map<number, string>();
  /** Conversions by row; absent where the server's unit is the tag's. */
  readonly conversions = new Map<number, Conversion | "unknown">();
  readonly #items: PlannedItems;
  /** The first row of a place; the next place's is the end. */
  readonly #firsts: Uint32Array;
  readonly #specs = new Map<ItemShape, readonly Spec[]>();
  readonly #objects: (readonly Target[] | undefined)[] = [];

  constructor(items: PlannedItems) {
    this.#items = items;
    const firsts = new Uint32Array(items.length + 1);
    for (let place = 0; place < items.length; place++)
      firsts[place + 1] = (firsts[place] as number) + items.shapeAt(place).targets.length;
    this.#firsts = firsts;
    const count = firsts[items.length] as number;
    this.rows = new Uint32Array(items.length + 1).fill(NO_ROW);
    this.refs = new Uint32Array(count);
    this.sourceTimes = new Float64Array(count).fill(Number.NaN);
    this.givenTimes = new Float64Array(count).fill(Number.NaN);
    this.values = new Float64Array(count).fill(Number.NaN);
    this.statuses = new Uint32Array(count);
    this.mismatched = new Uint8Array(count);
    for (let place = 0; place < items.length; place++) this.#add(place);
  }

  /** The targets of a client handle; undefined for an unknown handle. The same objects every time. */
  targetsOf(handle: number): readonly Target[] | undefined {
    if (handle < 1 || handle >= this.rows.length) return undefined;
    const known = this.#objects[handle];
    if (known !== undefined) return known;
    const first = this.#firsts[handle - 1] as number;
    const targets = this.#specsOf(this.#items.shapeAt(handle - 1)).map(
      (spec, i) => new RowTarget(this, first + i, spec),
    );
    this.#objects[handle] = targets;
    return targets;
  }

  #add(place: number): void {
    const shape = this.#items.shapeAt(place);
    const first = this.#firsts[place] as number;
    if (shape.targets.length === 0) return;
    this.refs.set(this.#items.refsAt(place), first);
    const specs = this.#specsOf(shape);
    for (let i = 0; i < specs.length; i++) {
      const { conversion } = specs[i] as Spec;
      if (conversion !== undefined) this.conversions.set(first + i, conversion);
    }
    if (specs.length === 1 && takesNumber(specs[0] as Spec, shape.targets[0])) this.rows[place + 1] = first;
  }

  #specsOf(shape: ItemShape): readonly Spec[] {
    const known = this.#specs.get(shape);
    if (known !== undefined) return known;
    const specs = shape.targets.map((target) => targetOf({ ref: 0, ...target }));
    this.#specs.set(shape, specs);
    return specs;
  }
}

/** Targets with a unit take the general path, because the unit to convert from may be known only later. */
function takesNumber({ type, field, index, codes }: Spec, planned: Pick<PlannedTarget, "unit"> | undefined): boolean {
  return (
    type !== "text" && field === undefined && index.length === 0 && codes === undefined && planned?.unit === undefined
  );
}

/** A target whose state is a row of the table. */
class RowTarget implements Target {
  readonly ref: TagRef;
  readonly type: Target["type"];
  readonly field: Target["field"];
  readonly index: Target["index"];
  readonly codes: Target["codes"];
  readonly #table: TargetTable;
  readonly #row: number;

  constructor(table: TargetTable, row: number, { type, field, index, codes }: Spec) {
    this.ref = table.refs[row] as TagRef;
    this.type = type;
    this.field = field;
    this.index = index;
    this.codes = codes;
    this.#table = table;
    this.#row = row;
  }

  get conversion(): Conversion | "unknown" | undefined {
    return this.#table.conversions.get(this.#row);
  }

  set conversion(conversion: Conversion | "unknown" | undefined) {
    if (conversion === undefined) this.#table.conversions.delete(this.#row);
    else this.#table.conversions.set(this.#row, conversion);
  }

  get sourceTime(): Micros {
    return this.#table.sourceTimes[this.#row] as number;
  }

  set sourceTime(time: Micros) {
    this.#table.sourceTimes[this.#row] = time;
  }

  get givenTime(): Micros {
    return this.#table.givenTimes[this.#row] as number;
  }

  set givenTime(time: Micros) {
    this.#table.givenTimes[this.#row] = time;
  }

  get value(): number {
    return this.#table.values[this.#row] as number;
  }

  set value(value: number) {
    this.#table.values[this.#row] = value;
  }

  get text(): string | undefined {
    return this.#table.texts.get(this.#row);
  }

  set text(text: string | undefined) {
    if (text !== undefined) this.#table.texts.set(this.#row, text);
    else if (this.type === "text") this.#table.texts.delete(this.#row);
  }

  get status(): number {
    return this.#table.statuses[this.#row] as number;
  }

  set status(status: number) {
    this.#table.statuses[this.#row] = status;
  }

  get isMismatched(): boolean {
    return this.#table.mismatched[this.#row] === 1;
  }

  set isMismatched(isMismatched: boolean) {
    this.#table.mismatched[this.#row] = isMismatched ? 1 : 0;
  }
}
