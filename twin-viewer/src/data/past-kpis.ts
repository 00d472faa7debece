import type { Kpi } from "../../../edge/contracts/kpi.ts";
import type { PastAlert } from "./api.ts";
import { isAdvisory } from "./asset-state.ts";
import { energyPicture } from "./energy.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";

const TEN_MINUTES_MS = 600_000;

/** Key figures of an instant that follow from what was recorded: power from the plant's meter, alarms of the ten minutes before. Everything else needs the edge's own account of that time. */
export function pastKpis(index: PlantIndex, mirror: Mirror, { atMs, past }: { atMs: number; past: readonly PastAlert[] | undefined }): readonly Kpi[] {
  const kpis: Kpi[] = [];
  const meter = energyPicture(index, mirror).plant;
  if (meter?.live === true) kpis.push({ id: "power", value: meter.watts, unit: "W", since: atMs * 1000, recent: [] });
  if (past !== undefined) {
    const raised = past.filter((alert) => {
      const ms = Date.parse(alert.raisedAt ?? "");
      return !isAdvisory(alert) && ms > atMs - TEN_MINUTES_MS && ms <= atMs;
    });
    kpis.push({ id: "alarm-rate", value: raised.length, unit: "1/10min", since: (atMs - TEN_MINUTES_MS) * 1000, recent: [] });
  }
  return kpis;
}
