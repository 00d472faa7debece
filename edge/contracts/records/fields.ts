/** Fields that several records have. */
import { Type } from "typebox";
import type { AssetUid } from "../plant/tag.ts";

/** Longest text that a person writes into a record. */
const TEXT_MAX = 2_000;

/** µs UTC, as the log has it. Records know no other clock. */
export const LogTime = Type.Number();

/** The same text in both languages. */
export const Words = Type.Object({ zh: Type.String(), en: Type.String() });

/** Text that a person wrote, in their own language. Where an action requires it, a blank text is refused. */
export const Note = Type.String({ maxLength: TEXT_MAX });

export const Name = Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" });

/**
 * Subject of a record: an asset, or its component by the path of its tags, such as `spindle/bearing`. The path is the
 * component model of ISO 14224 (8.2): equipment unit, subunit, maintainable item.
 */
export const Subject = Type.Object({
  assetUid: Type.Unsafe<AssetUid>(Type.String({ minLength: 1 })),
  component: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: "^[^/#]+(/[^/#]+)*$" })),
});
