/**
 * All kinds of watches. Add a line here for a new one. Those that know no physics come last: `units` take what no
 * earlier watch uses, `instruments` look at everything.
 */
import type { WatchMaker } from "./watch.ts";
import { axisPlay } from "./watches/axis-play.ts";
import { batteryFade } from "./watches/battery-fade.ts";
import { bearingLines } from "./watches/bearing-lines.ts";
import { gearSidebands } from "./watches/gear-sidebands.ts";
import { instrumentDrifts } from "./watches/instruments/drift/drift-watch.ts";
import { instruments } from "./watches/instruments/instruments.ts";
import { jointFriction } from "./watches/joint-friction.ts";
import { airNets } from "./watches/process/air.ts";
import { coolantCircuits } from "./watches/process/coolant.ts";
import { coolingCircuits } from "./watches/process/cooling.ts";
import { filters } from "./watches/process/filter.ts";
import { heaters } from "./watches/process/heater.ts";
import { waterMeters } from "./watches/process/water.ts";
import { offsets } from "./watches/results/offsets.ts";
import { rejects } from "./watches/results/rejects.ts";
import { rotorBalance } from "./watches/rotor-balance.ts";
import { interlock } from "./watches/sudden/interlock.ts";
import { localisation } from "./watches/sudden/localisation.ts";
import { voltageSag } from "./watches/sudden/voltage-sag.ts";
import { toolBreakage } from "./watches/tool-breakage.ts";
import { toolWear } from "./watches/tool-wear.ts";
import { units } from "./watches/unit/units.ts";
import { vibrationLevels } from "./watches/vibration-levels.ts";

export const WATCH_MAKERS: readonly WatchMaker[] = [
  airNets,
  axisPlay,
  batteryFade,
  bearingLines,
  coolantCircuits,
  coolingCircuits,
  filters,
  gearSidebands,
  heaters,
  jointFriction,
  offsets,
  rejects,
  rotorBalance,
  interlock,
  localisation,
  voltageSag,
  toolBreakage,
  toolWear,
  vibrationLevels,
  waterMeters,
  units,
  instrumentDrifts,
  instruments,
];
