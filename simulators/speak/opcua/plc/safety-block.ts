import { type AddressSpace, DataType, StatusCodes, type UAVariable } from "node-opcua";
import type { PlantEvent } from "../../../kernel/events.ts";
import { namespaceNamed } from "../address.ts";
import type { EventReporter, ReporterSite } from "../events/reporter.ts";
import { addBlock, SAMPLING_FLOOR_MS } from "./station.ts";

const BLOCK = "DB_Safety";

/** `COB-01/curtain` is `COB_01_CURTAIN`. */
function deviceName(device: string): string {
  return device.replaceAll(/[-/]/g, "_").toUpperCase();
}

/**
 * Signals from the safety controllers of the hall to the PLC: a Bool for each gate, light curtain and emergency stop,
 * true when open, interrupted or pressed. For display only, without a safety function.
 */
export class SafetyBlock implements EventReporter {
  readonly #site: ReporterSite;
  readonly #devices = new Map<string, UAVariable>();

  constructor(space: AddressSpace, site: ReporterSite) {
    this.#site = site;
    const namespace = namespaceNamed(space, "plc");
    const block = addBlock(space, BLOCK);
    for (const { id, active } of site.safetyDevices()) {
      const browseName = deviceName(id);
      const variable = namespace.addVariable({
        browseName,
        nodeId: `s="${BLOCK}"."${browseName}"`,
        componentOf: block,
        dataType: DataType.Boolean,
        minimumSamplingInterval: SAMPLING_FLOOR_MS,
      });
      this.#devices.set(id, variable);
      this.#show(variable, active, site.nowMs());
    }
  }

  report(event: PlantEvent): void {
    if (event.type !== "safety-changed") return;
    const variable = this.#devices.get(event.device);
    if (variable !== undefined) this.#show(variable, event.active, event.timeMs);
  }

  #show(variable: UAVariable, value: boolean, trueMs: number): void {
    variable.setValueFromSource(
      { dataType: DataType.Boolean, value },
      StatusCodes.Good,
      new Date(trueMs + this.#site.offsetMs()),
    );
  }
}
