import { Type } from "../schema.ts";

/** A time as people save it: RFC 3339 in UTC, to the microsecond at most. */
export const Time = Type.String({
  maxLength: 32,
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?Z$",
  description: "RFC 3339 in UTC.",
  examples: ["2026-11-24T02:42:07.120000Z"],
});
