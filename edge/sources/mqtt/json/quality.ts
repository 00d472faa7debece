import { Status } from "../status.ts";

/** Quality of OPC Data Access (3.0, 6.8): its two highest bits. */
const OPC_UNCERTAIN = 64;
const OPC_GOOD = 192;

/** Status of a value by the quality that gateways write; any other or missing quality gives Uncertain. */
export function qualityOf(quality: unknown): number {
  if (quality === true || quality === "good" || quality === "Good") return Status.good;
  if (quality === false || quality === "bad" || quality === "Bad") return Status.bad;
  if (typeof quality !== "number") return Status.uncertain;
  return quality >= OPC_GOOD ? Status.good : quality < OPC_UNCERTAIN ? Status.bad : Status.uncertain;
}
