import type { LinkReports } from "../../../contracts/path/source.ts";
import type { EdgeNode, SparkplugDevice } from "./edge-node.ts";

/** A device without a birth within this time after its node's birth is gone. */
const BIRTH_WAIT_MS = 5_000;

/**
 * Reports to the twin which devices of an edge node are alive and which are lost (rules of freshness: a node's death
 * is that of all its devices).
 */
export class DeviceLinks {
  readonly #reports: LinkReports;

  constructor(reports: LinkReports) {
    this.#reports = reports;
  }

  heard(device: SparkplugDevice): void {
    for (const link of device.links) this.#reports.heard(link);
  }

  lost(device: SparkplugDevice, reason: string): void {
    device.isAlive = false;
    for (const link of device.links) this.#reports.lost(link, reason);
  }

  /** A few times a second. True where births must be requested because devices did not follow their node's birth. */
  tick(node: EdgeNode, nowMs: number): boolean {
    // The node sent a message, or the broker answered for it.
    if (node.heardSinceTick) for (const device of node.devices.values()) if (device.isAlive) this.heard(device);
    node.heardSinceTick = false;
    if (!node.isBorn || nowMs - node.bornAtMs <= BIRTH_WAIT_MS) return false;
    return this.#missUnborn(node);
  }

  #missUnborn(node: EdgeNode): boolean {
    node.bornAtMs = Number.POSITIVE_INFINITY;
    const missing = [...node.devices.values()].filter(({ isAlive }) => !isAlive);
    for (const device of missing) this.lost(device, "device was not born with its edge node (no DBIRTH)");
    // Most such devices are off. The birth may also be lost without a later message that shows it, so it is requested
    // once.
    const isFirst = missing.length > 0 && !node.hasAskedForDevices;
    node.hasAskedForDevices ||= isFirst;
    return isFirst;
  }
}
