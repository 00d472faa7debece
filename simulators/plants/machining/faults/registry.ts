import type { FaultKind } from "../../../kernel/faults/kind.ts";
import { MACHINE_KINDS } from "./machine-kinds.ts";
import { MEDIA_KINDS } from "./media-kinds.ts";
import { PEOPLE_KINDS } from "./people-kinds.ts";
import { QUALITY_KINDS } from "./quality-kinds.ts";
import { SENSOR_KINDS } from "./sensor-kinds.ts";
import { WIRE_KINDS } from "./wire-kinds.ts";

/** Every kind of fault by name. A new one is an entry in the list of its level. */
export const FAULT_KINDS: ReadonlyMap<string, FaultKind> = new Map(
  [...MACHINE_KINDS, ...MEDIA_KINDS, ...PEOPLE_KINDS, ...QUALITY_KINDS, ...SENSOR_KINDS, ...WIRE_KINDS].map((kind) => [
    kind.name,
    kind,
  ]),
);
