import type { TagUid } from "../plant/tag.ts";
import { type Static, Type } from "../schema.ts";
import { Expression } from "./curve.ts";

/** A saved expression: computed from the history of its inputs whenever somebody reads it. */
export const CalculatedTagContent = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, pattern: "\\S" }),
    /** UCUM code as its author gave it: the language knows no units. Empty where there is none. */
    unit: Type.String({ maxLength: 40 }),
    expression: Expression,
  },
  { additionalProperties: false },
);
export type CalculatedTagContent = Readonly<Static<typeof CalculatedTagContent>>;

const PREFIX = "urn:gemba:calculated#";

/** The key under which curves, trends and searches know a calculated tag. No asset of a plant has this namespace. */
export function calculatedTagUid(uid: string): TagUid {
  return `${PREFIX}${uid}` as TagUid;
}

/** The record behind such a key; undefined for a tag of the config. */
export function calculatedUidIn(tagUid: string): string | undefined {
  return tagUid.startsWith(PREFIX) ? tagUid.slice(PREFIX.length) : undefined;
}
