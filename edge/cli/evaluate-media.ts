/** `gemba evaluate --media`: leaks and faulty meters of the media tree (rules E62 to E65). */
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import { countersOf, mediaFigures } from "../evaluation/media/media-figures.ts";
import { mediaReportText } from "../evaluation/media/media-report.ts";
import type { PlantConfig } from "../plugins.ts";
import { streamPlant } from "./demo/stream-plant.ts";
import { hoursOf, type Options } from "./options.ts";

const DEFAULT_HOURS = 36;
const MOST_CASES = 200;

/** Throws EdgeError `bad-request` where the number of cases or hours is none. */
export async function evaluateMedia(
  { media, scenario, seed, simulate, json }: Pick<Options, "media" | "scenario" | "seed" | "simulate" | "json">,
  { config, log }: { readonly config: PlantConfig; readonly log: Logger },
  signal: AbortSignal,
): Promise<string> {
  const cases = Number(media);
  if (!Number.isInteger(cases) || cases < 0 || cases > MOST_CASES)
    throw new EdgeError("bad-request", `--media is ${media}; give a number of faulty meters from 0 to ${MOST_CASES}`);
  const hours = hoursOf({ simulate }, DEFAULT_HOURS);
  const order = { scenario, seed, hours, without: [], waveforms: false, only: countersOf(config) };
  await using run = await streamPlant(order, signal);
  const figures = await mediaFigures({ config, log, run, cases }, signal);
  return json ? `${JSON.stringify(figures, null, 2)}\n` : mediaReportText(figures);
}
