/** Fields that several records have. */

import type { AssetUid } from "../plant/tag.ts";
import { Type } from "../schema.ts";

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
 * A component of an asset by its path, such as `spindle/front-bearing` (rule AS10 in docs/rules/assets.md): equipment
 * unit, subunit, maintainable item of ISO 14224 (8.2). Paths that the config no longer has stay valid.
 */
export const ComponentPath = Type.String({ minLength: 1, maxLength: 200, pattern: "^[^/#]+(/[^/#]+)*$" });

/** Subject of a record: an asset, or a component of it. */
export const Subject = Type.Object({
  assetUid: Type.Unsafe<AssetUid>(Type.String({ minLength: 1 })),
  component: Type.Optional(ComponentPath),
});
