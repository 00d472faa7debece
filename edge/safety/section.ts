/** The `safety:` section of a plant's config: register, hidden dangers, inspections (docs/safety.md). */
import { join } from "node:path";
import type { Journal } from "../contracts/access/journal.ts";
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { DeletionTime } from "../contracts/path/follower.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import { Zone } from "../contracts/plant/time-zone.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { PictureKeeper } from "../contracts/safety/pictures.ts";
import type { SafetyReader } from "../contracts/safety/reader.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { gasProblems } from "./gas/problems.ts";
import { functionsOf, liveFields, peopleProblems } from "./live/config.ts";
import { SafetyLoop } from "./loop.ts";
import { OpenItems } from "./open-items.ts";
import { permitProblems } from "./permits/problems.ts";
import { SWEEP_EVERY_MS, sweepPictures } from "./pictures/keep-pictures.ts";
import { PictureStore } from "./pictures/picture-store.ts";
import { registerFields } from "./register/config.ts";
import { closed } from "./register/fields.ts";
import { hasPlace, namedPlace } from "./register/places.ts";
import { registerProblems } from "./register/problems.ts";
import { registerOf } from "./register/register.ts";
import { reachedResources, waysOut } from "./response/event-view.ts";
import { Muster } from "./response/muster.ts";
import { openResponses, ResponseLoop } from "./response/response-loop.ts";
import { WalkingFields } from "./response/walking-fields.ts";
import { Walkways } from "./response/walkways.ts";
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
  readonly journal: Pick<Journal, "record">;
  /** The time by which data are old; undefined while it is not believed. Absent: the time that it is. */
  readonly deletionTime?: DeletionTime;
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
    ...gasProblems(given[1]),
  ],
  open: openSafety,
});

function openSafety(
  config: SafetyConfig,
  { plant, edgeUid, work, book, journal, dataDir, jobs, now, deletionTime = now }: SafetyContext,
): OpenSection<SafetyConfig, { readonly safety: SafetyReader; readonly pictures: PictureKeeper }> {
  const register = registerOf(config, plant);
  const items = new OpenItems(work);
  const { fromAlerts, repeatDays } = config.dangers;
  const zone = new Zone(plant.site.timeZone);
  const loop = new SafetyLoop({ register, fromAlerts, plant, edgeUid, zone, work, alerts: book, items });
  const job = jobs.start({ name: "dangers and inspections", everyMs: EVERY_MS, run: () => loop.run(now()) });
  const fields = new WalkingFields(Walkways.of(plant, config.walls));
  const isOn = functionsOf(config.people).has("muster");
  const muster = new Muster({ path: join(dataDir, "personal", "muster.jsonl"), isOn }, openResponses(work));
  const responses = new ResponseLoop({
    register,
    plans: config.plans,
    plant,
    edgeUid,
    work,
    alerts: book,
    muster,
    now,
  });
  const pictures = new PictureStore(join(dataDir, "safety", "pictures"), config.pictures);
  const sweeping = jobs.start({
    name: "pictures of dangers",
    everyMs: SWEEP_EVERY_MS,
    run: () => sweepPictures({ store: pictures, work, journal, deletionTime }),
  });
  const answering = jobs.start({ name: "response plans", everyMs: EVERY_MS, run: () => responses.run(now()) });
  return {
    offers: {
      safety: {
        register,
        repeatDays,
        edgeUid,
        placeOf: (place) => namedPlace(place, plant),
        hasPlace: (place) => hasPlace(place, plant),
        reached: (place, { ofPlan, blocked }) =>
          reachedResources(register, ofPlan, { place: namedPlace(place, plant), fields, blocked }),
        waysOut(place, blocked) {
          const { position } = namedPlace(place, plant);
          return position === null ? [] : waysOut(register, position, { fields, blocked });
        },
        muster,
      },
      pictures,
    },
    async close() {
      await Promise.all([job.stop(), answering.stop(), sweeping.stop()]);
      items.close();
      responses.close();
      muster.close();
    },
  };
}
