import type { IslandChangeAnswer } from "../../../data/islands-api.ts";
import { t } from "../../../i18n/language.ts";

/** Who made a change: a person, the config, or somebody at the plant's controller. */
export function makerOf({ by, origin }: IslandChangeAnswer): string {
  return by ?? t(origin === "config" ? "islands.by-config" : "islands.by-plant");
}

/** What became of the newest change, in words. */
export function pendingText(change: IslandChangeAnswer): string {
  const { state, version, said } = change;
  return t(`islands.pending-${state}`, { version, by: makerOf(change), said: said ?? "" });
}
