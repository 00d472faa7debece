/** The newest pieces with their circumstances and verdicts, as columns that are used again in turn. */
import type { CandidateName } from "../../contracts/quality/causes.ts";

/**
 * Meaning of a column. `verdict`: code of a judgement, with its time in `judged`. `frozen`: the piece was bad.
 * `worked`: when work was done.
 */
type ColumnRole = "circumstance" | "verdict" | "judged" | "frozen" | "worked";

export interface ColumnName extends CandidateName {
  readonly role: ColumnRole;
  readonly unit?: string | undefined;
}

/** What a column is called and means, with the words of its codes. */
export interface StoredColumn {
  readonly name: ColumnName;
  readonly isNumber: boolean;
  readonly levels: readonly string[];
}

export interface Column {
  readonly index: number;
  readonly name: ColumnName;
  readonly isNumber: boolean;
  readonly levels: string[];
  readonly codes: Map<string, number>;
  /** By slot; NaN: not known. */
  readonly values: Float32Array;
}

/** A row as it is stored: cells by column. */
export interface StoredRow {
  /** Rises with each new piece. */
  readonly number: number;
  readonly piece: string;
  readonly cells: Uint8Array;
}

/** Bounds on columns, and on levels of each: further ones are not kept, and counted. */
const MOST_COLUMNS = 800;
const MOST_LEVELS = 4000;
const CELL_BYTES = 6;

export class PieceTable {
  readonly capacity: number;
  readonly columns: Column[] = [];
  /** By slot; empty: unused. */
  readonly pieces: string[];
  readonly numbers: Float64Array;
  /** Columns and levels that were not kept. */
  refused = 0;
  readonly #byKey = new Map<string, Column>();
  readonly #slots = new Map<string, number>();
  readonly #changedRows = new Set<number>();
  readonly #changedColumns = new Set<number>();
  #next = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.pieces = new Array<string>(capacity).fill("");
    this.numbers = new Float64Array(capacity).fill(-1);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Rows below this number are in use no more. */
  get firstNumber(): number {
    return this.#next - this.capacity;
  }

  get waiting(): number {
    return this.#changedRows.size;
  }

  /** Slot of the piece, if it is among the newest. */
  find(piece: string): number | undefined {
    return this.#slots.get(piece);
  }

  /** Slot of the piece; a new one takes that of the oldest. */
  slotOf(piece: string): number {
    const known = this.#slots.get(piece);
    if (known !== undefined) return known;
    const slot = this.#next % this.capacity;
    const old = this.pieces[slot] as string;
    if (old !== "") this.#slots.delete(old);
    for (const { values } of this.columns) values[slot] = Number.NaN;
    this.pieces[slot] = piece;
    this.numbers[slot] = this.#next++;
    this.#slots.set(piece, slot);
    this.#changedRows.add(slot);
    return slot;
  }

  column(name: ColumnName): Column | undefined {
    return this.#byKey.get(keyOf(name));
  }

  setNumber(slot: number, name: ColumnName, value: number): void {
    const column = this.#columnFor(name, true);
    if (column !== undefined && !Number.isNaN(value)) this.#put(slot, column, value);
  }

  setWord(slot: number, name: ColumnName, word: string): void {
    const column = word === "" ? undefined : this.#columnFor(name, false);
    if (column === undefined) return;
    const code = column.codes.get(word) ?? this.#newCode(column, word);
    if (code !== undefined) this.#put(slot, column, code);
  }

  /** Slots in use, oldest first. */
  slots(): Int32Array {
    const used = Int32Array.from(this.#slots.values());
    return used.sort((a, b) => (this.numbers[a] as number) - (this.numbers[b] as number));
  }

  changedColumns(): readonly (readonly [index: number, column: StoredColumn])[] {
    return [...this.#changedColumns].map((index) => {
      const { name, isNumber, levels } = this.columns[index] as Column;
      return [index, { name, isNumber, levels }] as const;
    });
  }

  changedRows(): readonly StoredRow[] {
    return [...this.#changedRows].map((slot) => ({
      number: this.numbers[slot] as number,
      piece: this.pieces[slot] as string,
      cells: this.#cellsOf(slot),
    }));
  }

  written(): void {
    this.#changedColumns.clear();
    this.#changedRows.clear();
  }

  /** Continues from what was stored, rows by number; of more rows than it holds the oldest are left out. */
  restore(columns: readonly StoredColumn[], rows: readonly StoredRow[]): void {
    for (const { name, isNumber, levels } of columns) this.#add(name, isNumber, levels);
    for (const { piece, number, cells } of rows.slice(-this.capacity)) {
      const place = number % this.capacity;
      this.pieces[place] = piece;
      this.numbers[place] = number;
      this.#slots.set(piece, place);
      this.#next = Math.max(this.#next, number + 1);
      const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
      for (let at = 0; at + CELL_BYTES <= cells.byteLength; at += CELL_BYTES) {
        const column = this.columns[view.getUint16(at, true)];
        if (column !== undefined) column.values[place] = view.getFloat32(at + 2, true);
      }
    }
    this.written();
  }

  #put(slot: number, { index, values }: Column, value: number): void {
    values[slot] = value;
    if (this.columns[index] !== undefined) this.#changedRows.add(slot);
  }

  #columnFor(name: ColumnName, isNumber: boolean): Column | undefined {
    const known = this.#byKey.get(keyOf(name));
    if (known !== undefined) return known.isNumber === isNumber ? known : undefined;
    if (this.columns.length >= MOST_COLUMNS) {
      this.refused++;
      return undefined;
    }
    const column = this.#add(name, isNumber, []);
    this.#changedColumns.add(column.index);
    return column;
  }

  #add(name: ColumnName, isNumber: boolean, levels: readonly string[]): Column {
    const column: Column = {
      index: this.columns.length,
      name,
      isNumber,
      levels: [...levels],
      codes: new Map(levels.map((word, code) => [word, code])),
      values: new Float32Array(this.capacity).fill(Number.NaN),
    };
    this.columns.push(column);
    this.#byKey.set(keyOf(name), column);
    return column;
  }

  /** A new code; with too many words those that no piece has any more are forgotten first. */
  #newCode(column: Column, word: string): number | undefined {
    if (column.levels.length >= MOST_LEVELS) this.#forgetWords(column);
    if (column.levels.length >= MOST_LEVELS) {
      this.refused++;
      return undefined;
    }
    const code = column.levels.push(word) - 1;
    column.codes.set(word, code);
    this.#changedColumns.add(column.index);
    return code;
  }

  #forgetWords({ levels, codes, values, index }: Column): void {
    const words = [...levels];
    levels.length = 0;
    codes.clear();
    for (const slot of this.slots()) {
      const code = values[slot] as number;
      if (Number.isNaN(code)) continue;
      const word = words[code] as string;
      const now = codes.get(word) ?? levels.push(word) - 1;
      codes.set(word, now);
      values[slot] = now;
      this.#changedRows.add(slot);
    }
    this.#changedColumns.add(index);
  }

  #cellsOf(slot: number): Uint8Array {
    const known = this.columns.filter(({ values }) => !Number.isNaN(values[slot] as number));
    const view = new DataView(new ArrayBuffer(known.length * CELL_BYTES));
    known.forEach(({ index, values }, at) => {
      view.setUint16(at * CELL_BYTES, index, true);
      view.setFloat32(at * CELL_BYTES + 2, values[slot] as number, true);
    });
    return new Uint8Array(view.buffer);
  }
}

function keyOf({ role, kind, operation, name }: ColumnName): string {
  return JSON.stringify([role, kind, operation, name]);
}
