import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";
import type { Disturbance, Signal } from "../../../kernel/signal.ts";

/** Units of transmitters that somebody adjusts; encoders and counters are not. */
const ADJUSTED = new Set(["Cel", "bar", "mbar", "Pa", "kPa", "L/min", "m3/h", "uS/cm", "[pH]", "kg"]);

const NOTHING: Omit<Disturbance, "held"> = { scale: 1, offset: 0, coarseness: 1, isSilent: false };

export const isAnalog = ({ type, noise, isStatic }: Signal): boolean => type === "number" && noise > 0 && !isStatic;
const isAdjusted = (signal: Signal): boolean => isAnalog(signal) && signal.range !== null && ADJUSTED.has(signal.unit);

const spanOf = ({ range, resolution }: Signal): number => (range === null ? 100 * resolution : range[1] - range[0]);

/** A zero that is off by a share of the range, and by at least four times the noise. */
function zero(signal: Signal, share: number): Disturbance {
  const offset = Math.sign(share) * Math.max(4 * signal.noise, Math.abs(share) * spanOf(signal));
  return { ...NOTHING, offset, held: null };
}

function silence(): Disturbance {
  return { ...NOTHING, isSilent: true, held: null };
}

/** Sound instruments whose readings jump or pause. */
export const INSTRUMENT_KINDS: readonly NuisanceKind[] = [
  {
    name: "recalibration",
    what: "A transmitter is adjusted: its zero jumps within its accuracy and stays; the log has half of the entries",
    marks: "one transmitter (temperature, pressure, flow, weight) of the station, by 0.1 to 0.4 % of its range",
    targets: ["*"],
    perWeek: 0.25,
    why: "about fifteen transmitters a station, each once a year",
    isStaffed: true,
    lastsS: [60, 180],
    settlesS: 7200,
    stays: true,
    amount: [0.001, 0.004],
    isSigned: true,
    concerns: isAdjusted,
    after: zero,
    log: { share: 0.5, zh: "仪表已重新校准", en: "Instrument recalibrated" },
  },
  {
    name: "sensor-replaced",
    what: "A sensor is replaced before it fails: silent for some minutes, then another zero",
    marks: "one transmitter of the station: a gap, then 0.2 to 0.6 % of its range",
    targets: ["*"],
    perWeek: 0.06,
    why: "about fifteen transmitters a station, each every five years",
    isStaffed: true,
    lastsS: [180, 900],
    settlesS: 7200,
    stays: true,
    amount: [0.002, 0.006],
    isSigned: true,
    concerns: isAdjusted,
    during: silence,
    after: zero,
    log: { share: 0.9, zh: "传感器已更换", en: "Sensor replaced" },
  },
  {
    name: "outlier",
    what: "One reading is wrong: the deviation has the heavy tail of a Cauchy distribution, from 6 times the noise on",
    marks: "any analog instrument of the station, for one or two readings",
    targets: ["*"],
    perWeek: 4,
    why: "about one in a million readings of a station with ten analog instruments",
    lastsS: [1, 2],
    amount: [6, 6],
    isSigned: true,
    concerns: isAnalog,
    during(signal, amount, random) {
      const tail = Math.abs(Math.tan(Math.PI * (random.next() - 0.5)));
      const sigma = Math.max(signal.noise, signal.resolution);
      return { ...NOTHING, offset: sigma * amount * (1 + Math.min(1000, tail)), held: null };
    },
  },
  {
    name: "silent-instrument",
    what: "An instrument gives nothing new for some minutes, such as a field device that restarts",
    marks: "any analog instrument of the station: no samples in files, an unchanged value on servers",
    targets: ["*"],
    perWeek: 0.3,
    why: "a loose plug, a restart or a busy fieldbus, about once in three weeks for each station",
    lastsS: [120, 900],
    amount: [1, 1],
    concerns: isAnalog,
    during: silence,
  },
];
