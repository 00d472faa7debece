/** `gemba evaluate --forecast`: forecasts of simulated plants against what they made (rules FK30, FK31 and FK37). */
import { EdgeError } from "../contracts/errors.ts";
import { pairedForecasts, pairText } from "../evaluation/forecast/change-pairs.ts";
import { forecastFigures, forecastText } from "../evaluation/forecast/judge.ts";
import type { PlantConfig } from "../plugins.ts";
import { streamPlant } from "./demo/stream-plant.ts";
import { hoursOf, type Options } from "./options.ts";

const DEFAULT_HOURS = 4;
const MOST_FORKS = 500;

/** Throws EdgeError `bad-request` where the number of forks or hours is none. */
export async function evaluateForecast(
  options: Pick<Options, "forecast" | "scenario" | "seed" | "simulate" | "json" | "paired">,
  { config }: { readonly config: PlantConfig },
  signal: AbortSignal,
): Promise<string> {
  const { forecast, scenario, seed, simulate, json, paired } = options;
  const forks = Number(forecast);
  if (!Number.isInteger(forks) || forks < 1 || forks > MOST_FORKS)
    throw new EdgeError("bad-request", `--forecast is ${forecast}; give a number of forecasts from 1 to ${MOST_FORKS}`);
  const horizonH = hoursOf({ simulate }, DEFAULT_HOURS);
  const means = {
    description: config,
    stream: (order: Parameters<typeof streamPlant>[0]) => streamPlant(order, signal),
  };
  if (paired.isWanted) {
    const { plants, figures } = await pairedForecasts(means, { scenario, seed, horizonH }, forks, (words) => {
      process.stderr.write(`gemba: ${words}\n`);
    });
    return json ? `${JSON.stringify({ plants, ...figures }, null, 2)}\n` : pairText(figures);
  }
  const figures = await forecastFigures(means, { scenario, seed, forks, horizonH }, (fork) => {
    const { happened, middle, low, high } = fork;
    const interval = `${low.toFixed(0)} to ${high.toFixed(0)}`;
    process.stderr.write(`gemba: seed ${fork.seed} from ${fork.atH} h: ${middle} (${interval}), made ${happened}\n`);
  });
  return json ? `${JSON.stringify(figures, null, 2)}\n` : forecastText(figures);
}
