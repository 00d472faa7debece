import type { LinkReports } from "../../../contracts/path/source.ts";
import type { EdgeNode, SparkplugDevice } from "./edge-node.ts";

/** A device whose birth does not follow its node's birth is gone. */
const BIRTH_WAIT_MS = 5_000;

/**
 * Tells the twin which devices of an edge node are heard and which are lost (rules of freshness: a node's death is
 * that of all its devices).
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

  /** A few times a second. True where births are to be asked for, because devices did not follow their node's. */
  tick(node: EdgeNode, nowMs: number): boolean {
    // The node spoke, or the broker for it.
    if (node.heardSinceTick) for (const device of node.devices.values()) if (device.isAlive) this.heard(device);
    node.heardSinceTick = false;
    if (!node.isBorn || nowMs - node.bornAtMs <= BIRTH_WAIT_MS) return false;
    return this.#missUnborn(node);
  }

  #missUnborn(node: EdgeNode): boolean {
    node.bornAtMs = Number.POSITIVE_INFINITY;
    const missing = [...node.devices.values()].filter(({ isAlive }) => !isAlive);
    for (const device of missing) this.lost(device, "device was not born with its edge node (no DBIRTH)");
    // Most such devices are off. A birth that was lost, where no later message shows it, is asked for once.
    const isFirst = missing.length > 0 && !node.hasAskedForDevices;
    node.hasAskedForDevices ||= isFirst;
    return isFirst;
  }
}
