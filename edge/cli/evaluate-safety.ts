/** `gemba evaluate --safety`: alerts of the safety path on simulated positions (rules E71 to E73). */
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import { safetyFigures, safetyTagsOf, withAllFunctions } from "../evaluation/safety/safety-figures.ts";
import { safetyReportText } from "../evaluation/safety/safety-report.ts";
import type { PlantConfig } from "../plugins.ts";
import { streamPlant } from "./demo/stream-plant.ts";
import { hoursOf, type Options } from "./options.ts";

const DEFAULT_HOURS = 8;

/** Throws EdgeError `bad-request` where the extent or the hours are none. */
export async function evaluateSafety(
  { safety, scenario, seed, simulate, json }: Pick<Options, "safety" | "scenario" | "seed" | "simulate" | "json">,
  { config, log }: { readonly config: PlantConfig; readonly log: Logger },
  signal: AbortSignal,
): Promise<string> {
  if (safety !== "configured" && safety !== "all")
    throw new EdgeError("bad-request", `--safety is ${safety}; give configured, or all for every function`);
  const hours = hoursOf({ simulate }, DEFAULT_HOURS);
  const order = { scenario, seed, hours, without: [], waveforms: false, only: safetyTagsOf(config), scene: true };
  await using run = await streamPlant(order, signal);
  const judged = safety === "all" ? withAllFunctions(config) : config;
  const figures = await safetyFigures({ config, judged, log, run }, signal);
  return json ? `${JSON.stringify(figures, null, 2)}\n` : safetyReportText(figures);
}
