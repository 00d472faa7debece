import type { NuisanceKind, NuisanceNow } from "../../../kernel/nuisances/kind.ts";

/** Rises from 0 to 1 and falls back over the time that it lasts. */
const swell = ({ ageS, lastsS }: NuisanceNow): number => Math.sin((Math.PI * Math.min(ageS, lastsS)) / lastsS) ** 2;

/** Air of another temperature in the hall: each additional kelvin lowers the relative humidity by this much, %. */
function airOf(percentPerK: number): NonNullable<NuisanceKind["apply"]> {
  return (circumstance, now) => {
    circumstance.hallK += now.amount * swell(now);
    circumstance.humidityPercent -= percentPerK * now.amount * swell(now);
  };
}

/**
 * Weather and gates: they change the hall's air and all that exchanges heat with it. Season and time of day are in
 * `climate.ts`.
 */
export const CLIMATE_KINDS: readonly NuisanceKind[] = [
  {
    name: "weather-front",
    what: "A front passes: the hall gets warmer or colder by some kelvin for half a day, and more or less humid",
    marks: "every temperature that follows the hall; `air/humidity`, `room/humidity`",
    targets: ["plant"],
    perWeek: 1.2,
    why: "a front every five to six days is usual in the middle latitudes",
    lastsS: [8 * 3600, 20 * 3600],
    amount: [1, 3],
    isSigned: true,
    apply: airOf(4),
  },
  {
    name: "open-gate",
    what: "A gate of the hall stands open for a delivery: outside air flows in",
    marks: "every temperature that follows the hall; `air/humidity`",
    targets: ["plant"],
    perWeek: 20,
    why: "three to four deliveries a day, each some minutes",
    isStaffed: true,
    lastsS: [300, 1500],
    settlesS: 900,
    amount: [0.4, 1.5],
    isSigned: true,
    apply: airOf(3),
  },
  {
    name: "warm-water",
    what: "The cooling tower's water is warm in the afternoon: the chiller condenses hotter and its water is warmer",
    marks: "`CHL-01 condenser/temperature`, `cooling/performance`, `water/supply-temperature`",
    targets: ["plant"],
    perWeek: 7,
    why: "each afternoon, most in summer; a wet tower cools to 4 K above the wet bulb",
    follows: "afternoon",
    lastsS: [5 * 3600, 6 * 3600],
    amount: [2, 5],
    apply(circumstance, now) {
      circumstance.coolingK += now.amount * swell(now);
    },
  },
];
