import { Type } from "../schema.ts";

/** The key `viewer` of sections whose messages link to the viewer. */
export const viewerAddress = Type.Optional(
  Type.String({
    substitute: true,
    pattern: "^https?://",
    maxLength: 300,
    description: "Address of the viewer, as readers of a message can open it.",
  }),
);
