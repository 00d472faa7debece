import { useState } from "preact/hooks";
import type { WorkState } from "../../data/maintenance-api.ts";
import { actOnSafety, type InspectionAnswer, type TickAsked } from "../../data/safety-api.ts";
import { local } from "../../i18n/language.ts";
import { type Photos, usePhotos } from "../photos/use-photos.ts";
import {
  type DraftTick,
  emptyDraft,
  type InspectionDraft,
  keepInspection,
  keptInspection,
  photosOf,
} from "./inspection-draft.ts";

export interface Inspecting {
  readonly ticks: readonly DraftTick[];
  readonly photos: Photos;
  readonly set: (at: number, part: Partial<DraftTick>) => void;
  /** Sends photos, start and results. Rejects with why; everything stays. */
  readonly send: () => Promise<unknown>;
  /** After it was sent, or given up. */
  readonly forget: () => void;
}

/** An inspection that somebody is doing on this device. */
export function useInspection({ work, items }: InspectionAnswer, state: WorkState): Inspecting {
  const { itemUid, title } = work;
  const [draft, setDraft] = useState<InspectionDraft>(
    () => keptInspection(itemUid, items.length) ?? emptyDraft(local(title), items.length),
  );
  const photos = usePhotos(photosOf(itemUid));
  return {
    ticks: draft.ticks,
    photos,
    set(at, part) {
      const ticks = draft.ticks.map((tick, n) => (n === at ? { ...tick, ...part } : tick));
      const next = { ...draft, ticks };
      setDraft(next);
      keepInspection(itemUid, next);
    },
    async send() {
      const ids = await photos.send();
      // A repeated request finds what the first one did by its uid.
      if (state !== "in-progress") await actOnSafety(itemUid, { actUid: draft.start, kind: "start" });
      const ticks = draft.ticks.map((tick, at) => tickAsked(tick, ids.get(at)));
      return await actOnSafety(itemUid, { actUid: draft.finish, kind: "finish", done: local(title), ticks });
    },
    forget() {
      keepInspection(itemUid, undefined);
      photos.forget();
    },
  };
}

function tickAsked({ result, note }: DraftTick, pictures: readonly string[] | undefined): TickAsked {
  const said = note.trim();
  return {
    // What nobody chose is not known; the form asks for each.
    result: result ?? "not-checked",
    ...(said === "" ? {} : { note: said }),
    ...(pictures === undefined ? {} : { pictures }),
  };
}
