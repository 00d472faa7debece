import type { RESOURCE_KINDS } from "../../../../../edge/contracts/safety/register.ts";

export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** Own outlines in a 20 × 20 box: each kind differs by shape, because colour is not used. */
export const RESOURCE_ICONS: Readonly<Record<ResourceKind, string>> = {
  extinguisher: "M7 6H12V18H7ZM8.5 6V3.5H11.5V6M11.5 4H15L16.5 7",
  hydrant: "M6 18V9A4 4 0 0 1 14 9V18ZM4 18H16M3.5 11H6M14 11H16.5",
  "eye-wash": "M2 10Q10 2 18 10Q10 18 2 10ZM10 7.5A2.5 2.5 0 1 0 10 12.5 2.5 2.5 0 1 0 10 7.5",
  "first-aid": "M2.5 5.5H17.5V17H2.5ZM10 8V14.5M6.8 11.2H13.2M7 5.5V3.5H13V5.5",
  aed: "M10 17.5 3 10A4.2 4.2 0 0 1 10 5.5 4.2 4.2 0 0 1 17 10ZM11 7 8.5 11H11.5L9 15",
  "emergency-stop":
    "M10 2.5A7.5 7.5 0 1 0 10 17.5 7.5 7.5 0 1 0 10 2.5M10 6.5A3.5 3.5 0 1 0 10 13.5 3.5 3.5 0 1 0 10 6.5",
  exit: "M3 2.5H11V17.5H3ZM9 10H18M15 7 18 10 15 13",
  "assembly-point": "M3 3 7 7M17 3 13 7M3 17 7 13M17 17 13 13M10 7.5A2.5 2.5 0 1 0 10 12.5 2.5 2.5 0 1 0 10 7.5",
  "gas-detector": "M4 4H16V12H4ZM7 15.5Q8.5 13.5 10 15.5T13 15.5M7 18Q8.5 16 10 18T13 18M10 6.5V9.5",
};

/** A sheet on a board, a flag, and a magnifying glass. */
export const WORK_ICONS = {
  permit: "M5 4H15V18H5ZM8 2.5H12V5.5H8ZM7.5 9H12.5M7.5 12H12.5M7.5 15H10.500",
  danger: "M5 18V2.5M5 3H16L12.5 6.5 16 10H5",
  inspection: "M8.5 3A5.5 5.5 0 1 0 8.5 14 5.5 5.5 0 1 0 8.5 3M12.5 12.5 17.5 17.5",
} as const;

/** A square, filled with the colour of the level. */
export const HAZARD_ICON = "M3 3H17V17H3Z";
