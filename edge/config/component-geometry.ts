/** Measures that cannot be those of one part. */
import type { ConfigText } from "../contracts/plant/config-text.ts";
import { problem } from "./config-texts.ts";
import { numberAt } from "./loose.ts";

interface Trouble extends ConfigText {
  /** Absent if the trouble concerns several measures together. */
  readonly field?: string;
}

/** Shares of a ratio that a rounded figure may differ by. */
const ROUNDED = 0.01;

/** Impossible measures of a component; empty where all are possible. */
export function geometryTroubles(kind: string | undefined, geometry: Record<string, unknown>): readonly Trouble[] {
  if (kind === "bearing") return bearingTroubles(geometry);
  return [...ratioTroubles(geometry), ...beltTroubles(geometry)];
}

/** Its frequencies need all three measures; the rolling elements must fit into the row. */
function bearingTroubles(geometry: Record<string, unknown>): readonly Trouble[] {
  const names = ["balls", "ballDiameterMm", "pitchDiameterMm"] as const;
  const missing = names.filter((name) => geometry[name] === undefined);
  if (missing.length > 0)
    return missing.length === names.length && geometry["contactAngleDeg"] === undefined
      ? []
      : [problem("bearing-half", { fields: { en: missing.join(" and "), zh: missing.join(" 和 ") } })];
  const [balls, ball, pitch] = names.map((name) => numberAt(geometry, name));
  if (balls === undefined || ball === undefined || pitch === undefined) return [];
  if (ball >= pitch) return [{ field: "ballDiameterMm", ...problem("bearing-balls-large", { ball, pitch }) }];
  const most = Math.floor(Math.PI / Math.asin(ball / pitch));
  return balls > most ? [{ field: "balls", ...problem("bearing-balls-many", { balls, ball, pitch, most }) }] : [];
}

function ratioTroubles(geometry: Record<string, unknown>): readonly Trouble[] {
  const [teeth, driven, ratio] = ["teeth", "drivenTeeth", "ratio"].map((name) => numberAt(geometry, name));
  if (teeth === undefined || driven === undefined || ratio === undefined) return [];
  const meant = driven / teeth;
  return Math.abs(ratio / meant - 1) <= ROUNDED
    ? []
    : [
        {
          field: "ratio",
          ...problem("gear-ratio", { ratio, driven, teeth, meant: Number(meant.toPrecision(4)) }),
        },
      ];
}

function beltTroubles(geometry: Record<string, unknown>): readonly Trouble[] {
  const [length, pulley] = ["lengthMm", "pulleyDiameterMm"].map((name) => numberAt(geometry, name));
  if (length === undefined || pulley === undefined || length > Math.PI * pulley) return [];
  return [{ field: "lengthMm", ...problem("belt-short", { length, pulley }) }];
}
