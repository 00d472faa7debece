/** Cost of a simulated vibration burst, and how visible a damaged bearing is in its envelope spectrum. */

import { Random } from "../simulators/kernel/random.ts";
import { spindleBurst } from "../simulators/plants/machining/machines/vibration/burst.ts";
import { type Part, ratioAtDamage, spindleState } from "../test/fakes/simulators/spindle-state.ts";
import { type Figures, figure } from "./report.ts";

const MACHINES = 20;
const DAMAGES = [0.005, 0.02, 0.05, 0.1, 0.3];
const PARTS: readonly Part[] = ["outerRace", "innerRace", "rollingElement"];
const BURSTS = 200;

/** `npm run bench -- vibration`. Median and extremes of a ratio are those of 20 machines. */
export async function benchVibration({ rounds }: { readonly rounds: number }): Promise<Figures> {
  const cost = Array.from({ length: rounds + 1 }, () => burstUs()).slice(1);
  return [
    figure("burst", "CPU of one burst of a spindle", "us", cost),
    ...PARTS.flatMap((part) =>
      DAMAGES.map((damage) =>
        figure(
          `${part}-${damage}`,
          `line over its neighbours, ${part} at damage ${damage}`,
          "",
          Array.from({ length: MACHINES }, (_, machine) => ratioAtDamage(machine, part, damage)),
        ),
      ),
    ),
  ];
}

function burstUs(): number {
  const state = spindleState(1, { damage: { outerRace: 0.1, innerRace: 0, rollingElement: 0, unbalance: 0 } });
  const before = process.cpuUsage();
  for (let at = 0; at < BURSTS; at++) spindleBurst(state, new Random(at));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / BURSTS;
}
