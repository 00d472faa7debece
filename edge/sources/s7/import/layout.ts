/**
 * Places of the members of a data block with standard access: bits side by side, single bytes at the next byte, all
 * else, structures and arrays at the next even one.
 */
import { EdgeError } from "../../../contracts/errors.ts";
import { bytesOf, type ValueType } from "../types.ts";
import type { Declarations, Declared, Member } from "./declarations.ts";

/** Elements of an array that become tags. */
const MOST_ELEMENTS = 16;
const MOST_BYTES = 65_536;
const MOST_DEPTH = 16;
/** Steps of one layout, so that structures without bytes end too. */
const MOST_STEPS = 600_000;

/** A member with its place in the block. */
export interface PlacedMember {
  readonly path: readonly string[];
  readonly byte: number;
  readonly bit: number;
  readonly type: ValueType;
  readonly length?: number;
  readonly comment: string;
}

export interface Layout {
  readonly members: readonly PlacedMember[];
  /** Members that have no tag, with the reason. */
  readonly leftOut: readonly string[];
}

/** Throws EdgeError `bad-request` for a block that no controller can have. */
export function layoutOf(type: Declared, declarations: Pick<Declarations, "structure">): Layout {
  const walk = new Walk(declarations);
  try {
    walk.place(type, { path: [], comment: "", isShown: true, depth: 0 });
  } catch (error) {
    if (!(error instanceof UnknownType)) throw error;
    walk.leftOut.push(
      `${error.path}: the type ${error.type} is not in these files, so that nothing behind it can be placed`,
    );
  }
  return { members: walk.members, leftOut: walk.leftOut };
}

class UnknownType extends Error {
  readonly path: string;
  readonly type: string;
  constructor(path: string, type: string) {
    super(type);
    this.path = path;
    this.type = type;
  }
}

interface Where {
  readonly path: readonly string[];
  readonly comment: string;
  readonly isShown: boolean;
  readonly depth: number;
}

class Walk {
  readonly members: PlacedMember[] = [];
  readonly leftOut: string[] = [];
  readonly #declarations: Pick<Declarations, "structure">;
  #byte = 0;
  #bit = 0;
  #steps = 0;

  constructor(declarations: Pick<Declarations, "structure">) {
    this.#declarations = declarations;
  }

  place(type: Declared, where: Where): void {
    if (++this.#steps > MOST_STEPS || this.#byte > MOST_BYTES || where.depth > MOST_DEPTH)
      throw new EdgeError("bad-request", `${textOf(where.path)}: the block is larger than a controller can hold`);
    switch (type.kind) {
      case "value":
        this.#value(type, where);
        break;
      case "opaque":
        this.#even();
        this.#byte += type.bytes;
        if (where.isShown)
          this.leftOut.push(`${textOf(where.path)}: a value of type ${type.name} has no place in a tag`);
        break;
      case "struct":
        this.#struct(type.members, where);
        break;
      case "array":
        this.#array(type, where);
        break;
      case "named": {
        const structure = this.#declarations.structure(type.name);
        if (structure === undefined) throw new UnknownType(textOf(where.path), type.name);
        this.place(structure, { ...where, depth: where.depth + 1 });
      }
    }
  }

  #value({ type, length }: Extract<Declared, { kind: "value" }>, { path, comment, isShown }: Where): void {
    const bytes = bytesOf(type, length);
    if (type === "bool") {
      if (isShown) this.members.push({ path, byte: this.#byte, bit: this.#bit, type, comment });
      this.#bit = (this.#bit + 1) & 7;
      if (this.#bit === 0) this.#byte++;
      return;
    }
    if (bytes === 1) this.#whole();
    else this.#even();
    const of = { path, byte: this.#byte, bit: 0, type, comment };
    if (isShown) this.members.push(length === undefined ? of : { ...of, length });
    this.#byte += bytes;
  }

  #struct(members: readonly Member[], where: Where): void {
    this.#even();
    for (const { name, type, comment } of members)
      this.place(type, {
        path: [...where.path, name],
        comment: comment || (where.path.length === 0 ? "" : where.comment),
        isShown: where.isShown,
        depth: where.depth + 1,
      });
    this.#even();
  }

  #array({ bounds, of }: Extract<Declared, { kind: "array" }>, where: Where): void {
    const sizes = bounds.map(([from, to]) => to - from + 1);
    const elements = sizes.reduce((all, size) => all * size, 1);
    if (sizes.some((size) => size < 1) || elements > 8 * MOST_BYTES)
      throw new EdgeError("bad-request", `${textOf(where.path)}: the array has bounds that no controller takes`);
    this.#even();
    const isSmall = of.kind === "value" && bytesOf(of.type, of.length) === 1;
    // Rows of bits and single bytes are filled up in a way that exports do not show.
    if (bounds.length > 1 && isSmall) throw new UnknownType(textOf(where.path), "array of several dimensions of bytes");
    if (of.kind === "value" && (of.type === "char" || of.type === "wchar"))
      this.#value({ ...of, length: elements }, where);
    else this.#elements(bounds, of, { ...where, elements });
    this.#even();
  }

  #elements(
    bounds: Extract<Declared, { kind: "array" }>["bounds"],
    of: Declared,
    { elements, ...where }: Where & { readonly elements: number },
  ): void {
    const isShown = where.isShown && elements <= MOST_ELEMENTS;
    if (where.isShown && !isShown)
      this.leftOut.push(`${textOf(where.path)}: ${elements} elements; arrays of up to ${MOST_ELEMENTS} become tags`);
    const index = bounds.map(([from]) => from);
    for (let i = 0; i < elements; i++) {
      const last = where.path.at(-1) ?? "";
      const path = [...where.path.slice(0, -1), `${last}[${index.join(",")}]`];
      this.place(of, { ...where, path, isShown, depth: where.depth + 1 });
      for (let at = index.length - 1; at >= 0; at--) {
        const [from, to] = bounds[at] as readonly [number, number];
        index[at] = (index[at] as number) + 1;
        if ((index[at] as number) <= to) break;
        index[at] = from;
      }
    }
  }

  #whole(): void {
    if (this.#bit > 0) this.#byte++;
    this.#bit = 0;
  }

  #even(): void {
    this.#whole();
    this.#byte += this.#byte & 1;
  }
}

function textOf(path: readonly string[]): string {
  return path.join(".") || "the block";
}
