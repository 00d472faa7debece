import {
  type AddressSpace,
  DataType,
  NodeId,
  type UAAlarmConditionEx,
  type UAEventType,
  type UAObject,
} from "node-opcua";
import type { PlantEvent } from "../../../kernel/events.ts";
import { namespaceNamed, variableAt } from "../address.ts";
import type { EventReporter, ReporterSite } from "./reporter.ts";

type MachineMessage = Extract<PlantEvent, { readonly type: "machine-message" }>;

/**
 * Reports the messages of controls as alarm conditions: `AlertType` of OPC 40501-1 with the control's own code. They
 * require an acknowledgement.
 */
export class ConditionReporter implements EventReporter {
  readonly #space: AddressSpace;
  readonly #site: ReporterSite;
  readonly #sources = new Set<UAObject>();
  readonly #conditions = new Map<string, UAAlarmConditionEx>();

  constructor(space: AddressSpace, site: ReporterSite) {
    this.#space = space;
    this.#site = site;
  }

  report(event: PlantEvent): void {
    if (event.type !== "machine-message") return;
    const key = `${event.station} ${event.code}`;
    const condition = this.#conditions.get(key) ?? this.#add(event);
    this.#conditions.set(key, condition);
    const time = new Date(event.timeMs + this.#site.offsetMs(event.station));
    if (event.active) condition.activateAlarm();
    else condition.deactivateAlarm(true);
    const retain = event.active || !condition.currentBranch().getAckedState();
    condition.raiseNewCondition({
      severity: event.severity,
      message: `${event.text.zh} ${event.text.en}`,
      retain,
      time,
      receiveTime: time,
    });
  }

  #add({ station, code }: MachineMessage): UAAlarmConditionEx {
    const source = this.#site.objectOf(station);
    this.#makeSource(source);
    const namespace = namespaceNamed(this.#space, "bj");
    const type = this.#space.findEventType("AlertType", namespaceNamed(this.#space, "mt").index) as UAEventType;
    const condition = namespace.instantiateAlarmCondition(type, {
      browseName: `${station} ${code}`,
      componentOf: source as UAObject,
      conditionSource: source,
      conditionName: code,
      // The message has no variable of the server.
      inputNode: NodeId.nullNodeId,
      optionals: ["ConfirmedState", "Confirm"],
    } as unknown as Parameters<typeof namespace.instantiateAlarmCondition>[1]) as unknown as UAAlarmConditionEx;
    variableAt(condition as unknown as UAObject, "mt:ErrorCode").setValueFromSource({
      dataType: DataType.String,
      value: code,
    });
    return condition;
  }

  /** Conditions are reported by event sources below the Server object (OPC 10000-9, 5.12). */
  #makeSource(source: UAObject): void {
    if (this.#sources.has(source)) return;
    this.#sources.add(source);
    this.#space.rootFolder.objects.server.addReference({ referenceType: "HasEventSource", nodeId: source });
  }
}
