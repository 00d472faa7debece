import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";
import type { Disturbance } from "../../../kernel/signal.ts";
import { isAnalog } from "./instrument-kinds.ts";

/** Rise of a meter's power and current, per share of the voltage that is missing. */
const INRUSH = 5;

const METERS: ReadonlySet<string> = new Set(["MTR-E-PLANT", "MTR-E-UTILITIES"]);
const METERED = /^(power\/(active|apparent)|phase-\d\/(current|active-power|apparent-power))$/;

/** Effects of a big load on the others of the same net. */
export const ELECTRIC_KINDS: readonly NuisanceKind[] = [
  {
    name: "motor-start",
    what: "A big motor starts directly: the voltage dips, meters show the inrush, some analog inputs spike",
    marks: "every voltage; power and currents of MTR-E-PLANT and MTR-E-UTILITIES; twelve analog inputs",
    targets: ["plant"],
    perWeek: 14,
    why: "pump and fan without a soft starter, twice a day; IEC 61000-2-4 class 3 allows more",
    lastsS: [1, 2],
    amount: [0.03, 0.07],
    apply(circumstance, { amount }) {
      circumstance.voltageDip = Math.max(circumstance.voltageDip, amount);
    },
    instruments: 12,
    // A machine's own meter is behind the net that the motor loads.
    concerns: (signal, station) => isAnalog(signal) && !station.startsWith("MTR-") && !METERED.test(signal.id),
    always: (signal, station) => METERS.has(station) && METERED.test(signal.id),
    during(signal, amount, random): Disturbance {
      const isMeter = METERED.test(signal.id);
      const spike = Math.max(signal.noise, signal.resolution) * random.between(-12, 12);
      return {
        scale: isMeter ? 1 + INRUSH * amount : 1,
        offset: isMeter ? 0 : spike,
        coarseness: 1,
        isSilent: false,
        held: null,
      };
    },
  },
];
