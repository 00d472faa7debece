import { Status } from "../status.ts";

/** Quality of OPC Data Access (3.0, 6.8): its two highest bits. */
const OPC_UNCERTAIN = 64;
const OPC_GOOD = 192;

/** How good a value is, as gateways write it; Uncertain where it is written otherwise or not at all. */
export function qualityOf(quality: unknown): number {
  if (quality === true || quality === "good" || quality === "Good") return Status.good;
  if (quality === false || quality === "bad" || quality === "Bad") return Status.bad;
  if (typeof quality !== "number") return Status.uncertain;
  return quality >= OPC_GOOD ? Status.good : quality < OPC_UNCERTAIN ? Status.bad : Status.uncertain;
}
