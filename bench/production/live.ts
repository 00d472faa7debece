/**
 * Compares the books of an edge that ran beside simulated servers with the truth. Arguments: data folder of the stopped
 * edge, ground truth of the simulators, and the scenario whose calendar applies. Prints the figures that the bench
 * prints for a trial.
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { MaterialStore } from "../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../edge/production/material/material-twin.ts";
import type { KpisConfig } from "../../edge/production/state/config.ts";
import { Production } from "../../edge/production/state/production.ts";
import { StateEngine } from "../../edge/production/state/state-engine.ts";
import { WorkCalendar } from "../../edge/production/state/work-calendar.ts";
import type { PlantEvent } from "../../simulators/kernel/events.ts";
import { readScenario } from "../../simulators/scenario/read.ts";
import { silent } from "../silent-log.ts";
import { comparePlaces } from "./places.ts";
import { demoPlant } from "./plant-tags.ts";
import { compareStates } from "./states.ts";
import { TruePlaces } from "./true-places.ts";
import { TrueStates } from "./true-states.ts";

/** The edge still learns the clocks at the beginning, and messages of the last moments are missing. */
const LEARNS_MS = 60_000;
const LAST_MS = 10_000;

const [dir, truthFile, scenario] = process.argv.slice(2) as [string, string, string];
const { config, plant, tags } = await demoPlant();
const truth: PlantEvent[] = [];
for await (const line of createInterface({ input: createReadStream(truthFile) })) {
  const event = JSON.parse(line) as PlantEvent;
  if (/^(piece-(arrived|departed)|machine-state|operation-completed)$/.test(event.type)) truth.push(event);
}
const { calendar } = readScenario(scenario);
const toMs = (truth.at(-1)?.timeMs ?? 0) - LAST_MS;
const kpis: KpisConfig = {
  ...config.kpis,
  breaks: calendar.breaks.map(({ afterS, lastsS }) => ({ afterMin: afterS / 60, lastsMin: lastsS / 60 })),
};
const engine = new StateEngine({
  config: kpis,
  plant,
  tags,
  path: join(dir, "production", "states.db"),
  log: silent,
  linkOf: () => "",
});
const production = new Production({ config: kpis, engine, calendar: new WorkCalendar(plant.site, kpis) });
const beganMs = Math.max(...engine.machines.map(({ asset }) => (production.knownSince(asset) ?? toMs * 1000) / 1000));
const fromMs = beganMs + LEARNS_MS;
const places = new TruePlaces();
const states = new TrueStates(calendar, { fromMs, toMs });
for (const event of truth) {
  places.take(event);
  states.take(event);
}
states.end();
const twin = new MaterialTwin(config.material, new MaterialStore(join(dir, "production", "material.db"), silent));
const found = comparePlaces(places, twin, { fromMs, toMs });
const figures = compareStates(states, production, { from: fromMs * 1000, to: toMs * 1000, kpis, plant });
const worst = (of: typeof figures.ratios): string =>
  of
    .slice(0, 3)
    .map(
      ({ machine, figure, right, reported, error }) =>
        `${machine} ${figure} ${right?.toFixed(4)} reported ${reported?.toFixed(4)} (${error.toFixed(3)})`,
    )
    .join(", ");
const percent = (share: number, digits: number): string => `${(100 * share).toFixed(digits)} %`;
const worstPlaces = found.worst.slice(0, 5).map(([place, minutes]) => `${place} ${minutes.toFixed(2)} min`);
const minutes = ((toMs - fromMs) / 60_000).toFixed(1);
const afterFirst = ((fromMs - (truth[0]?.timeMs ?? 0)) / 1000).toFixed(0);
process.stdout.write(`${scenario}, ${minutes} min from ${afterFirst} s after the first event
  places ${percent(found.right, 4)} of ${found.pieces} pieces, unknown ${percent(found.unknown, 4)}, \
now ${percent(found.now, 2)} (worst ${worstPlaces.join(", ")})
  elements ${worst(figures.elements)}
  ratios ${worst(figures.ratios)}, ${figures.machines} machines
  ${JSON.stringify(twin.counters)}
`);
