/** A small register, and the plant that it is about. */
import type { SafetyReader } from "../../../edge/contracts/safety/reader.ts";
import type { PlaceContext } from "../../../edge/safety/register/places.ts";
import { registerOf } from "../../../edge/safety/register/register.ts";
import { Muster } from "../../../edge/safety/response/muster.ts";
import { type SafetyConfig, safetySection } from "../../../edge/safety/section.ts";
import { withDefaults } from "../config/with-defaults.ts";

export const words = (en: string) => ({ zh: `中 ${en}`, en });

export const PLANT: PlaceContext = {
  assets: [
    { label: "OVN-1", name: words("Oven"), equipmentPath: "acme/p1/coating/line-1/oven-1", pose: { x: 5, y: 5 } },
    { label: "CMP-1", name: words("Compressor"), equipmentPath: "acme/p1/utilities/air/cmp-1" },
  ] as never,
  zones: [
    {
      id: "coating",
      name: words("Coating"),
      kind: "area",
      polygon: [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 10],
      ],
    },
    {
      id: "aisle",
      name: words("Aisle"),
      kind: "aisle",
      polygon: [
        [20, 0],
        [30, 0],
        [30, 2],
        [20, 2],
      ],
    },
    {
      id: "cell",
      name: words("Cell"),
      kind: "robot-zone",
      polygon: [
        [1, 1],
        [3, 1],
        [3, 3],
        [1, 3],
      ],
    },
  ],
  places: [{ path: "acme/p1/utilities", name: words("Utilities") }],
};

export const HAZARD = {
  id: "HZ-1",
  name: words("Gas leak"),
  place: { asset: "OVN-1" },
  mayCause: words("Fire"),
  likelihood: 3,
  severity: 4,
  controls: { engineering: [words("Shut-off valve")], emergency: [words("Ventilate")] },
  owner: "chen",
} as const;

export const WRITTEN = {
  rules: { pack: "industry-trade", version: "v1", major: [{ id: "gas", name: words("No gas alarm") }] },
  hazards: [HAZARD, { ...HAZARD, id: "HZ-2", place: { zone: "aisle" }, likelihood: 1, severity: 1, major: "gas" }],
  resources: [{ id: "FE-1", kind: "extinguisher", place: { zone: "cell" }, everyDays: 30, owner: "chen" }],
  inspections: [
    { id: "week", name: words("Weekly"), level: "workshop", hazards: ["HZ-1"], items: [words("Ways are free")] },
  ],
} as const;

/** A section as the config gives it, defaults filled in. */
export const safety = (written: object): SafetyConfig => withDefaults(safetySection.schema, written) as SafetyConfig;
export const register = (written: object = WRITTEN) => registerOf(safety(written), PLANT);
/** A reader without response plans and muster. */
export const NO_RESPONSE: Pick<SafetyReader, "reached" | "waysOut" | "muster"> = {
  reached: () => [],
  waysOut: () => [],
  muster: new Muster({ path: "", isOn: false }, new Set()),
};
