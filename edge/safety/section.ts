/** The `safety:` section of a plant's config: register, hidden dangers, inspections (docs/safety.md). */
import type { AlertBook } from "../contracts/alerts/alert.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import { Zone } from "../contracts/plant/time-zone.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { SafetyReader } from "../contracts/safety/reader.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { liveFields, peopleProblems } from "./live/config.ts";
import { SafetyLoop } from "./loop.ts";
import { OpenItems } from "./open-items.ts";
import { permitProblems } from "./permits/problems.ts";
import { registerFields } from "./register/config.ts";
import { closed } from "./register/fields.ts";
import { hasPlace, namedPlace } from "./register/places.ts";
import { registerProblems } from "./register/problems.ts";
import { registerOf } from "./register/register.ts";
import { visionFields } from "./vision/config.ts";
import { cameraProblems } from "./vision/problems.ts";

const safetyConfig = Type.Object(
  { ...registerFields, ...liveFields, ...visionFields },
  {
    ...closed,
    description: "Register of hazards, hidden dangers and inspections: a record, no safety function (docs/safety.md).",
  },
);

export type SafetyConfig = Static<typeof safetyConfig>;

const EVERY_MS = 1_000;

interface SafetyContext extends SectionContext {
  readonly work: Pick<WorkBook, "newestFirst" | "find" | "report" | "act" | "subscribe">;
  readonly book: Pick<AlertBook, "standing">;
}

/** `safety` in the plant's config. */
export const safetySection = defineSection({
  name: "safety",
  schema: safetyConfig,
  problems: (...given) => [
    ...registerProblems(...given),
    ...peopleProblems(given[0]),
    ...cameraProblems(given[0], given[2]),
    ...permitProblems(given[0], given[1]),
  ],
  open: openSafety,
});

function openSafety(
  config: SafetyConfig,
  { plant, edgeUid, work, book, jobs, now }: SafetyContext,
): OpenSection<SafetyConfig, { readonly safety: SafetyReader }> {
  const register = registerOf(config, plant);
  const items = new OpenItems(work);
  const { fromAlerts, repeatDays } = config.dangers;
  const zone = new Zone(plant.site.timeZone);
  const loop = new SafetyLoop({ register, fromAlerts, plant, edgeUid, zone, work, alerts: book, items });
  const job = jobs.start({ name: "dangers and inspections", everyMs: EVERY_MS, run: () => loop.run(now()) });
  return {
    offers: {
      safety: {
        register,
        repeatDays,
        edgeUid,
        placeOf: (place) => namedPlace(place, plant),
        hasPlace: (place) => hasPlace(place, plant),
      },
    },
    async close() {
      await job.stop();
      items.close();
    },
  };
}
