import { type Static, Type } from "../schema.ts";
import { Time } from "./time.ts";

/** A remark about a time: of a tag, of an asset, or of the whole plant where it names neither. */
export const AnnotationContent = Type.Object(
  {
    tag: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
    asset: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
    from: Time,
    /** Equal to `from` for an instant. */
    to: Time,
    text: Type.String({ minLength: 1, maxLength: 2_000, pattern: "\\S" }),
  },
  { additionalProperties: false },
);
export type AnnotationContent = Readonly<Static<typeof AnnotationContent>>;
