import type { LinkReports } from "../../../contracts/source.ts";
import type { EdgeNode, SparkplugDevice } from "./edge-node.ts";

/** Tells the twin which devices of an edge node are heard and which are lost (rules of freshness: a node's death is that of all its devices). */
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

  /** The node spoke, or the broker for it. */
  heardAll(node: EdgeNode): void {
    for (const device of node.devices.values()) if (device.isAlive) this.heard(device);
  }

  /** Devices that did not follow their node's birth in time. */
  missUnborn(node: EdgeNode): void {
    node.bornAtMs = Number.POSITIVE_INFINITY;
    for (const device of node.devices.values()) if (!device.isAlive) this.lost(device, "device was not born with its edge node (no DBIRTH)");
  }
}
