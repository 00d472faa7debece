import type { EdgeMessage } from "../../contracts/path/stream.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";

export interface DictionaryDeps {
  readonly edgeId: string;
  /** Changes when refs no longer mean the same tags. */
  readonly epoch: number;
  readonly tags: Pick<TagTable, "all" | "size">;
}

/** The message that lists all tags by ref for clients, encoded once for each size of the table. */
export class Dictionary {
  readonly #deps: DictionaryDeps;
  #encoded: { readonly size: number; readonly bytes: Buffer } | undefined;

  constructor(deps: DictionaryDeps) {
    this.#deps = deps;
  }

  /** Changes when tags were added. */
  get size(): number {
    return this.#deps.tags.size;
  }

  get bytes(): Buffer {
    const { size } = this;
    if (this.#encoded?.size !== size) {
      const { edgeId, epoch, tags } = this.#deps;
      this.#encoded = { size, bytes: encodeMessage({ kind: "dictionary", edgeId, epoch, tags: tags.all() }) };
    }
    return this.#encoded.bytes;
  }
}

export function encodeMessage(message: EdgeMessage): Buffer {
  return Buffer.from(JSON.stringify(message));
}
