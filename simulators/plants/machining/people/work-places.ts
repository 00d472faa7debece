/** Where people of the hall work, and how they walk and stand there. */
import type { Person } from "../../../kernel/contract.ts";
import type { Point } from "./footpaths.ts";

/** Work places of the people of an area. They begin at the first. */
export const ROUNDS: readonly { readonly role: Person["role"]; readonly stands: readonly Point[] }[] = [
  { role: "operator", stands: [25, 31, 37, 43].map((x) => ({ x, y: 48.4 })) },
  { role: "operator", stands: [28, 34, 40].map((x) => ({ x, y: 48.2 })) },
  { role: "operator", stands: [55, 64, 73].map((x) => ({ x, y: 40.2 })) },
  { role: "operator", stands: [85, 91, 98].map((x) => ({ x, y: 48.8 })) },
  { role: "operator", stands: [85.5, 93, 98].map((x) => ({ x, y: 38.6 })) },
  { role: "operator", stands: [98, 90, 76].map((x) => ({ x, y: 24.8 })) },
  { role: "operator", stands: [24, 30, 34].map((x) => ({ x, y: 31.2 })) },
  {
    role: "logistics",
    stands: [
      { x: 13.4, y: 50 },
      { x: 13.4, y: 46 },
      { x: 13.4, y: 30 },
    ],
  },
  {
    role: "logistics",
    stands: [
      { x: 13.4, y: 26 },
      { x: 22, y: 25 },
      { x: 13.4, y: 31 },
    ],
  },
  {
    role: "visitor",
    stands: [
      { x: 40, y: 38.4 },
      { x: 90, y: 38.4 },
      { x: 62, y: 22.4 },
      { x: 24, y: 14 },
    ],
  },
];

export const COBOTS = ["COB-01", "COB-02"] as const;
/** Cobot attendants stay behind the marked line, and off the lane of the middle aisle. */
export const LINE_M = 2.6;
export const FAR_M = 3.3;
/** Distance of a person who leans in. */
export const LEANING_M = 0.7;
export const CANTEEN: Point = { x: 30, y: 61 };
/** Asset whose faults are those of people in general. */
export const POSITIONING = "positioning";
/** Somebody is alone where nobody else is this near. */
export const ALONE_M = 30;
/** How people walk, m/s: slower than the 1.34 of U. Weidmann, *Transporttechnik der Fussgänger*, 1993 (assumed). */
export const SPEED_MS = { mean: 1.25, deviation: 0.13, least: 0.9, most: 1.6 };
/** How far around a place people move their feet. Attendants stay behind the line. */
export const REACH_M = { usual: 0.25, attendant: 0.2 };
