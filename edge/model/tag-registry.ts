import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import type { TagRef, TagType, TagUid } from "../contracts/plant/tag.ts";
import { DurableLines } from "../store/durable-lines.ts";

/** The record of a tag, even if the config no longer has it. */
export interface RegisteredTag {
  readonly ref: TagRef;
  readonly tagUid: TagUid;
  readonly type: TagType;
}

const FILE = "tags.log";

/** Tags named in one error text. */
const MAX_NAMED = 5;

/** Gives every tag its number, once (rule I4 in docs/rules/identity.md). */
export class TagRegistry {
  readonly #lines: DurableLines;
  readonly #byUid = new Map<TagUid, RegisteredTag>();
  readonly #byRef: RegisteredTag[] = [];

  private constructor(lines: DurableLines, records: readonly unknown[]) {
    this.#lines = lines;
    for (const record of records) this.#adopt(record as RegisteredTag);
  }

  /** Reads `tags.log` in the data folder, or makes it. Throws EdgeError `disk` when it is damaged. */
  static open(folder: string): TagRegistry {
    const { lines, records } = DurableLines.open(join(folder, FILE), "gemba tags");
    return new TagRegistry(lines, records);
  }

  /** One above the highest ref ever given. */
  get size(): number {
    return this.#byRef.length;
  }

  /** Every tag ever known, by ref. */
  all(): readonly RegisteredTag[] {
    return this.#byRef;
  }

  find(uid: TagUid): RegisteredTag | undefined {
    return this.#byUid.get(uid);
  }

  /**
   * Refs of these tags, in order; new tags get the next free ones, which are on
   * disk before this returns. Throws `bad-config`, changing nothing, when a
   * known tag has another type: its old samples would be read wrongly.
   */
  assign(tags: readonly { readonly tagUid: TagUid; readonly type: TagType }[]): readonly TagRef[] {
    this.#refuseChangedTypes(tags);
    const fresh: RegisteredTag[] = [];
    const refs = tags.map(({ tagUid, type }) => {
      const known = this.#byUid.get(tagUid);
      if (known !== undefined) return known.ref;
      const tag = { ref: this.#byRef.length as TagRef, tagUid, type };
      this.#remember(tag);
      fresh.push(tag);
      return tag.ref;
    });
    try {
      this.#lines.append(fresh);
    } catch (error) {
      for (const tag of fresh) this.#byUid.delete(tag.tagUid);
      this.#byRef.length -= fresh.length;
      throw error;
    }
    return refs;
  }

  close(): void {
    this.#lines.close();
  }

  #refuseChangedTypes(tags: readonly { readonly tagUid: TagUid; readonly type: TagType }[]): void {
    const changed = tags.flatMap(({ tagUid, type }) => {
      const known = this.#byUid.get(tagUid);
      return known === undefined || known.type === type ? [] : [`${tagUid} was ${known.type}, is ${type}`];
    });
    if (changed.length === 0) return;
    const more = changed.length > MAX_NAMED ? `, and ${changed.length - MAX_NAMED} more` : "";
    throw new EdgeError(
      "bad-config",
      `the type of a tag never changes: ${changed.slice(0, MAX_NAMED).join("; ")}${more}. Give the signal a new ` +
        "name, or the old type back",
    );
  }

  #remember(tag: RegisteredTag): void {
    this.#byRef.push(tag);
    this.#byUid.set(tag.tagUid, tag);
  }

  #adopt(tag: RegisteredTag): void {
    if (tag.ref !== this.#byRef.length || typeof tag.tagUid !== "string" || this.#byUid.has(tag.tagUid)) {
      throw new EdgeError(
        "disk",
        `${this.#lines.path} does not number its tags in order at ref ${String(tag.ref)}; restore it from a ` +
          "backup, or start with an empty data folder",
      );
    }
    this.#remember({ ref: tag.ref, tagUid: tag.tagUid, type: tag.type });
  }
}
