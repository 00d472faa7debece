/** `gemba evaluate --advice`: a run in which people follow what the edge says, beside one without (E68 to E70). */
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import { energyAdviceText, qualityAdviceText } from "../evaluation/advice/advice-report.ts";
import { energyFigures } from "../evaluation/advice/energy-advice.ts";
import { qualityFigures } from "../evaluation/advice/quality-advice.ts";
import type { RunOrder } from "../evaluation/input/plant-run.ts";
import type { PlantConfig } from "../plugins.ts";
import { streamPlant } from "./demo/stream-plant.ts";
import { hoursOf, type Options } from "./options.ts";

/** Recommendations on energy need two days of history. */
const DEFAULT_HOURS = { energy: 60, quality: 10 } as const;

/** Throws EdgeError `bad-request` where the subject or the hours are none. */
export async function evaluateAdvice(
  { advice, scenario, seed, simulate, json }: Pick<Options, "advice" | "scenario" | "seed" | "simulate" | "json">,
  { config, log }: { readonly config: PlantConfig; readonly log: Logger },
  signal: AbortSignal,
): Promise<string> {
  if (advice !== "energy" && advice !== "quality")
    throw new EdgeError("bad-request", `--advice is ${advice}; give energy or quality`);
  const hours = hoursOf({ simulate }, DEFAULT_HOURS[advice]);
  const run = { scenario, seed, hours };
  const means = { config, log, stream: (order: RunOrder) => streamPlant(order, signal) };
  if (advice === "energy") {
    const figures = await energyFigures(means, run, signal);
    return json ? `${JSON.stringify({ ...run, figures: figures ?? null }, null, 2)}\n` : energyAdviceText(run, figures);
  }
  const figures = await qualityFigures(means, run, signal);
  return json ? `${JSON.stringify({ ...run, figures }, null, 2)}\n` : qualityAdviceText(run, figures);
}
