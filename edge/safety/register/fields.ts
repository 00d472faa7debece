/** Fields that parts of the `safety:` section have in common. */
import { Type } from "../../contracts/schema.ts";

export const closed = { additionalProperties: false } as const;
export const words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 300 }), en: Type.String({ minLength: 1, maxLength: 300 }) },
  closed,
);
export const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$", description: "Id within the register." });
