/** The `safety:` section of a plant's config: register, hidden dangers, inspections (docs/safety.md). */
import { defineSection } from "../contracts/plant/section.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { liveFields, peopleProblems } from "./live/config.ts";
import { closed, registerFields } from "./register/config.ts";
import { registerProblems } from "./register/problems.ts";

const safetyConfig = Type.Object(
  { ...registerFields, ...liveFields },
  {
    ...closed,
    description: "Register of hazards, hidden dangers and inspections: a record, no safety function (docs/safety.md).",
  },
);

export type SafetyConfig = Static<typeof safetyConfig>;

/** `safety` in the plant's config. */
export const safetySection = defineSection({
  name: "safety",
  schema: safetyConfig,
  problems: (...given) => [...registerProblems(...given), ...peopleProblems(given[0])],
});
