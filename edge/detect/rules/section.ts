/** `detectors` in the plant's config. */
import { defineSection } from "../../contracts/plant/section.ts";
import { ruleProblems } from "./check-rules.ts";
import { detectorsConfig } from "./config.ts";

export const detectorsSection = defineSection({ name: "detectors", schema: detectorsConfig, problems: ruleProblems });
