import type { PlannedOperation, Schedule } from "../../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";

const NAMESPACE = "http://www.mesa.org/xml/B2MML";

/**
 * A schedule as an operations schedule (ISA-95 Part 2, B2MML V0701): a request for each order with its release and due
 * date, a segment for each operation with its planned times and machine, and what the last one produces.
 * `EarliestStartTime` is the start of the set-up. `publishedMs`: when it was made.
 */
export function scheduleXml(plan: WorkPlan, schedule: Schedule, publishedMs: number): string {
  const operations = Map.groupBy(schedule.operations, ({ order }) => order);
  const times = schedule.operations.map(({ setUpStart }) => setUpStart);
  const requests = plan.orders.map((order) => {
    const steps = (operations.get(order.id) ?? []).toSorted((a, b) => a.start - b.start || a.end - b.end);
    return element("OperationsRequest", [
      leaf("ID", order.id),
      // Without one, readers may take the first planned start for the release.
      leaf("StartTime", order.release ?? plan.start),
      leaf("EndTime", order.due),
      leaf("OperationsType", "Production"),
      leaf("OperationsDefinitionID", order.variant),
      ...steps.map((step, at) => segment(step, order, at === steps.length - 1)),
    ]);
  });
  const body = [
    leaf("ID", `gemba-${time(publishedMs)}`),
    leaf("PublishedDate", time(publishedMs)),
    leaf("StartTime", time(times.reduce((least, one) => Math.min(least, one), schedule.end))),
    leaf("EndTime", time(schedule.end)),
    leaf("OperationsType", "Production"),
    ...requests,
  ];
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<!-- The Business To Manufacturing Markup Language (B2MML) is used courtesy of MESA International. -->",
    `<OperationsSchedule xmlns="${NAMESPACE}">`,
    ...body.flat().map((line) => `  ${line}`),
    "</OperationsSchedule>",
  ];
  return `${lines.join("\n")}\n`;
}

/** Elements in the sequence of OpSegmentRequirementType. */
function segment(
  { step, setUpStart, end, machine }: PlannedOperation,
  { variant, quantity }: WorkPlan["orders"][number],
  isLast: boolean,
): readonly string[] {
  return element("SegmentRequirement", [
    leaf("ID", step),
    leaf("EarliestStartTime", time(setUpStart)),
    leaf("LatestEndTime", time(end)),
    leaf("ProcessSegmentID", step),
    leaf("Duration", `PT${Math.round((end - setUpStart) / 1000)}S`),
    leaf("OperationsDefinitionID", variant),
    leaf("OperationsSegmentID", step),
    element("EquipmentRequirement", [leaf("EquipmentID", machine)]),
    ...(isLast ? [produced(variant, quantity)] : []),
  ]);
}

function produced(variant: string, quantity: number): readonly string[] {
  const amount = [leaf("QuantityString", String(quantity)), leaf("DataType", "int"), leaf("UnitOfMeasure", "C62")];
  return element("MaterialRequirement", [
    leaf("MaterialDefinitionID", variant),
    leaf("MaterialUse", "Produced"),
    element("Quantity", amount),
  ]);
}

function element(name: string, content: readonly (readonly string[])[]): readonly string[] {
  return [`<${name}>`, ...content.flat().map((line) => `  ${line}`), `</${name}>`];
}

function leaf(name: string, text: string): readonly string[] {
  return [`<${name}>${escaped(text)}</${name}>`];
}

/** Characters that XML 1.0 cannot hold become the replacement character. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function time(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
