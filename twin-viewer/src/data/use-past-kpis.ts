import type { Kpi } from "../../../edge/contracts/production/kpi.ts";
import { fetchPastAlerts } from "./api.ts";
import { usePlant, useSession } from "./context.ts";
import { energyPicture } from "./energy.ts";
import { POWER_OVER_MS, pastKpis } from "./past-kpis.ts";
import { fetchEnergy, fetchLines, fetchPieces } from "./production-api.ts";
import { shiftSoFar, useQuestion } from "./use-question.ts";
import { useSecond } from "./use-refresh.ts";

const REFRESH_MS = 15_000;
const ALERTS_MS = 1_800_000;

/** Key figures of an instant of the past. */
export function usePastKpis(atMs: number): readonly Kpi[] {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const plant = index === null ? undefined : energyPicture(index, mirror).plant;
  const site = index?.plant.site ?? { timeZone: "UTC", shifts: [] };
  const lines = useQuestion(`lines ${atMs}`, () => fetchLines(shiftSoFar(site)), REFRESH_MS);
  const pieces = useQuestion(`wip ${atMs}`, () => fetchPieces({ atMs, text: "", place: null, limit: 1 }), REFRESH_MS);
  const energy = useQuestion(
    `energy ${atMs}`,
    () => fetchEnergy({ fromMs: atMs - POWER_OVER_MS, toMs: atMs }),
    REFRESH_MS,
  );
  const alerts = useQuestion(
    `alerts ${atMs}`,
    () => fetchPastAlerts({ fromMs: atMs - ALERTS_MS, toMs: atMs }),
    REFRESH_MS,
  );
  return pastKpis(atMs, {
    lines: lines.answer,
    shift: shiftSoFar(site),
    pieces: pieces.answer,
    energy: energy.answer,
    plantWatts: plant?.live === true ? plant.watts : undefined,
    alerts: alerts.answer,
  });
}
