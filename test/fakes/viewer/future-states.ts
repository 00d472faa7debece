/** A future step by step, as the fake edge of the viewer answers: each column is a formula of its step. */
import { FORESEEN_STATES } from "../../../edge/contracts/forecast/states.ts";
import type { StatesAnswer } from "../../../twin-viewer/src/data/forecast-api.ts";

const MACHINES = ["CNC-101", "CNC-102", "CNC-103", "CNC-104", "CNC-201", "CNC-202", "CNC-203", "CNC-204"];
const FURTHER = ["DBR-01", "WSH-01", "DRY-01", "CMM-01", "VIS-01", "PCB-01", "PRS-01", "TGT-01", "EOL-01", "PCK-01"];
const ROOMS: readonly (readonly [label: string, capacity: number])[] = [
  ...(["TURN-IN", "TURN-OUT", "MILL-IN", "MILL-OUT", "DEBURR-IN"] as const).map((one) => [`BUF-${one}`, 24] as const),
  ["BUF-CMM-IN", 2],
  ["BUF-VISION-IN", 6],
  ...(["CNV-01", "CNV-02", "CNV-03", "CNV-04"] as const).map((one) => [one, 12] as const),
  ["OVN-01", 16],
];
const STOPS = [
  { label: "RCK-01", node: "N17" },
  { label: "BUF-TURN-IN", node: "N18" },
  { label: "BUF-TURN-OUT", node: "N18" },
  { label: "BUF-MILL-IN", node: "N4" },
  { label: "BUF-MILL-OUT", node: "N4" },
  { label: "BUF-DEBURR-IN", node: "N20" },
];
/** Seconds between two loads of one vehicle, to its lane's beginning, and to its end. */
const RIDE_S = { every: 420, approach: 90, carry: 150 } as const;
const code = (state: (typeof FORESEEN_STATES)[number]): number => FORESEEN_STATES.indexOf(state);

/** `future` 1 has CNC-101 out from the first hour to the fifth, 2 has two more vehicles. */
export function statesAnswer(future: number, hours: number, name: string): StatesAnswer {
  const steps = 60 * hours + 1;
  const column = (at: (step: number) => number): number[] => Array.from({ length: steps }, (_, step) => at(step));
  const isOut = (step: number): boolean => future === 1 && step >= 60 && step < 300;
  const vehicles = future === 2 ? 8 : 6;
  const rides = Array.from({ length: Math.floor((3600 * hours) / RIDE_S.every) * vehicles }, (_, at) => {
    const vehicle = at % vehicles;
    const sent = RIDE_S.every * Math.floor(at / vehicles) + 35 * vehicle;
    const lane = (at + Math.floor(at / vehicles)) % 3;
    return { vehicle, lane, sent };
  });
  const made = future === 1 ? 0.77 : future === 2 ? 0.9 : 0.877;
  return {
    ...{ name, stepS: 60, horizonS: 3600 * hours, replication: 11, vehicles, ridesUntilS: 3600 * hours },
    good: column((step) => Math.floor(made * step)),
    scrapped: column((step) => Math.floor(step / 120)),
    carried: column((step) => step % 5),
    stateNames: FORESEEN_STATES,
    machines: [
      ...[...MACHINES, ...FURTHER].map((label, at) => ({
        label,
        states: column((step) => {
          if (label === "CNC-101" && isOut(step)) return code("down");
          if (label === "CNC-204" && step % 90 < 12) return code("down");
          if (label === "CNC-201" && isOut(step) && step > 90) return code("starved");
          const turn = (step + 7 * at) % 40;
          return code(turn < 26 ? "working" : turn < 29 ? "setup" : turn < 33 ? "blocked" : "starved");
        }),
      })),
      { label: "ROB-01", states: column((step) => code(step % 6 < 4 ? "working" : "waiting")) },
    ],
    places: [
      ...ROOMS.map(([label, capacity], at) => ({
        label,
        capacity,
        pieces: column((step) => {
          const share = 0.5 + 0.45 * Math.sin((step + 31 * at) / 24);
          const less = isOut(step) && label.startsWith("BUF-TURN-OUT") ? 0.3 : 1;
          return Math.round(capacity * share * less);
        }),
      })),
      // The model has no limit for a store, and nothing in it.
      { label: "RCK-03", capacity: null, pieces: column(() => 0) },
      ...MACHINES.map((label) => ({ label, capacity: 1, pieces: column((step) => (step % 7 === 0 ? 0 : 1)) })),
    ],
    stops: STOPS,
    rides: {
      vehicle: rides.map(({ vehicle }) => vehicle),
      from: rides.map(({ lane }) => 2 * lane),
      to: rides.map(({ lane }) => 2 * lane + 1),
      pieces: rides.map(() => 4),
      sentS: rides.map(({ sent }) => sent),
      loadedS: rides.map(({ sent }) => sent + RIDE_S.approach),
      unloadedS: rides.map(({ sent }) => sent + RIDE_S.approach + RIDE_S.carry),
    },
  };
}
