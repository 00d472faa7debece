/** `gemba evaluate --causes`: many short runs of pieces with a known cause of defects, and without (rule RC17). */
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import { causeFigures, causeReportText } from "../evaluation/causes/cause-figures.ts";
import { plantOf } from "../evaluation/path/health-path.ts";
import type { PlantConfig } from "../plugins.ts";
import { streamPieces } from "./demo/stream-pieces.ts";
import type { Options } from "./options.ts";

/** Throws EdgeError `bad-request` where the number of runs is none. */
export async function evaluateCauses(
  { causes, seed, json }: Pick<Options, "causes" | "seed" | "json">,
  { config, log }: { readonly config: PlantConfig; readonly log: Logger },
  signal: AbortSignal,
): Promise<string> {
  const runs = Number(causes);
  if (!Number.isInteger(runs) || runs < 1 || runs > 10_000)
    throw new EdgeError("bad-request", `--causes is ${causes}; give a number of runs from 1 to 10000`);
  await using source = await streamPieces(signal);
  const figures = await causeFigures({ runs, seed }, source, { config, log, built: plantOf(config) }, signal);
  return json ? `${JSON.stringify(figures, null, 2)}\n` : causeReportText(figures);
}
