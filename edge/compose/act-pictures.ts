/** Composition of pictures of unsafe acts (docs/privacy.md, P12). */
import { join } from "node:path";
import type { Journal } from "../contracts/access/journal.ts";
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { DeletionTime } from "../contracts/path/follower.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { ActPictures, NamedEvent } from "../contracts/safety/act-pictures.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { PlantConfig } from "../plugins.ts";
import { functionsOf } from "../safety/live/config.ts";
import { ActPictureStore } from "../safety/vision/act-pictures.ts";
import type { StopStack } from "./stop-stack.ts";

const SWEEP_EVERY_MS = 600_000;

interface Parts {
  readonly config: Pick<PlantConfig, "safety" | "personal">;
  readonly dataDir: string;
  readonly edgeUid: AssetUid;
  readonly book: Pick<AlertBook, "standing">;
  readonly jobs: Pick<Jobs, "start">;
  readonly people: { readonly journal: Pick<Journal, "record"> };
  readonly clock: { readonly deletionTime: DeletionTime };
  /** Rule of the raised act that an event belongs to. */
  raisedBy(event: NamedEvent): string | undefined;
}

export function openActPictures(
  { config, dataDir, edgeUid, book, jobs, people, clock, raisedBy }: Parts,
  stop: StopStack,
): ActPictures {
  const { vision, people: functions } = config.safety;
  const { evidenceDays } = config.personal;
  const pictures = new ActPictureStore({
    dir: join(dataDir, "personal", "vision"),
    isOn: vision.keepPictures && functionsOf(functions).has("unsafeActs") && evidenceDays > 0,
    keepDays: evidenceDays,
    journal: people.journal,
    alertOf(event) {
      const rule = raisedBy(event);
      return book.standing().find((alert) => alert.rule === rule && alert.assetUid === edgeUid);
    },
  });
  const job = jobs.start({
    name: "pictures of unsafe acts",
    everyMs: SWEEP_EVERY_MS,
    run: () => pictures.sweep(clock.deletionTime()),
  });
  stop.add("pictures of unsafe acts", () => job.stop());
  return pictures;
}
