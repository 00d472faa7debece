/** Declarations of an S7 program, as its exports give them. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { Place } from "../address.ts";
import type { ValueType } from "../types.ts";

/** Type of a member, before its layout is known. */
export type Declared =
  | { readonly kind: "value"; readonly type: ValueType; readonly length?: number }
  /** A type with a known size that has no place in a tag. */
  | { readonly kind: "opaque"; readonly name: string; readonly bytes: number }
  | { readonly kind: "struct"; readonly members: readonly Member[] }
  | { readonly kind: "array"; readonly bounds: readonly (readonly [from: number, to: number])[]; readonly of: Declared }
  /** A structure that is declared elsewhere: a UDT. */
  | { readonly kind: "named"; readonly name: string };

export interface Member {
  readonly name: string;
  readonly type: Declared;
  readonly comment: string;
}

export interface DataBlock {
  readonly name: string;
  readonly number?: number;
  readonly type: Declared;
  readonly isOptimised: boolean;
  readonly file: string;
  readonly line: number;
}

/** A row of a symbol table. */
export interface PlcSymbol {
  readonly name: string;
  readonly place: Place;
  readonly type: ValueType;
  readonly length?: number;
  readonly comment: string;
}

export interface LeftOut {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** What all files of an export declare together. */
export class Declarations {
  readonly symbols: PlcSymbol[] = [];
  readonly blocks: DataBlock[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly #structures = new Map<string, Declared>();
  /** Numbers of blocks, and the other name of each UDT, by name. */
  readonly #numbers = new Map<string, number>();
  readonly #aliases = new Map<string, string>();

  declare(name: string, type: Declared): void {
    this.#structures.set(keyOf(name), type);
  }

  structure(name: string): Declared | undefined {
    const key = keyOf(name);
    return this.#structures.get(key) ?? this.#structures.get(this.#aliases.get(key) ?? "");
  }

  number(name: string, number: number): void {
    if (!(Number.isInteger(number) && number >= 1 && number <= 65_535))
      throw new EdgeError("bad-request", `the number of data block ${name} is from 1 to 65535`);
    this.#numbers.set(keyOf(name), number);
  }

  /** A symbol of a UDT: both names mean it. */
  alias(one: string, other: string): void {
    this.#aliases.set(keyOf(one), keyOf(other));
    this.#aliases.set(keyOf(other), keyOf(one));
  }

  numberOf({ name, number }: Pick<DataBlock, "name" | "number">): number | undefined {
    return number ?? this.#numbers.get(keyOf(name));
  }
}

/** `"Motor"` and `motor` are one; `UDT 5` and `UDT5` too. */
function keyOf(name: string): string {
  return name
    .replaceAll('"', "")
    .replace(/^(udt|db)\s+(\d+)$/i, "$1$2")
    .trim()
    .toLowerCase();
}
