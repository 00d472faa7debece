import { AddressSpace, generateAddressSpace, nodesets, type UAObject } from "node-opcua";
import { afterAll, beforeAll, expect, it } from "vitest";
import { variableAt } from "../../../simulators/speak/opcua/address.ts";
import { ConditionReporter } from "../../../simulators/speak/opcua/events/condition-reporter.ts";
import { NAMESPACES } from "../../../simulators/speak/opcua/namespaces.ts";

let space: AddressSpace;

beforeAll(async () => {
  space = AddressSpace.create();
  await generateAddressSpace(space, [
    nodesets.standard,
    nodesets.di,
    nodesets.ia,
    nodesets.machinery,
    nodesets.isa95JobControl,
    nodesets.machineryJobs,
    nodesets.machineTool,
  ]);
  space.registerNamespace(NAMESPACES.bj);
  space.installAlarmsAndConditionsService();
});

afterAll(() => space.dispose());

it("a control's message is one alarm condition with its code: active, returned, acknowledged", () => {
  const bj = space.getNamespace(NAMESPACES.bj);
  const machine = bj.addObject({ browseName: "CNC-203", organizedBy: space.rootFolder.objects, eventNotifier: 1 });
  const server = space.rootFolder.objects.getFolderElementByName("Server") as UAObject;
  server.setEventNotifier(1);
  const heard: Record<string, unknown>[] = [];
  server.on("event", (event: unknown) => {
    const fields = event as Record<string, { value: unknown }>;
    const text = fields["message"]?.value as { text: string } | undefined;
    heard.push({
      name: fields["conditionName"]?.value,
      severity: fields["severity"]?.value,
      active: fields["activeState.id"]?.value,
      retain: fields["retain"]?.value,
      text: text?.text,
      time: Number(fields["time"]?.value),
    });
  });
  const reporter = new ConditionReporter(space, {
    nowMs: () => 0,
    offsetMs: () => 700,
    objectOf: () => machine,
    safetyDevices: () => [],
    stations: [],
    jobsOf: () => undefined,
  });
  const report = (active: boolean, timeMs: number) =>
    reporter.report({
      type: "machine-message",
      timeMs,
      station: "CNC-203",
      code: "TOOL-BROKEN",
      severity: 700,
      active,
      text: { zh: "刀具断裂", en: "Tool broken" },
    });
  report(true, 1_772_414_047_000);
  report(false, 1_772_414_057_000);
  report(true, 1_772_414_067_000);
  const alarm = { name: "TOOL-BROKEN", severity: 700, retain: true, text: "刀具断裂 Tool broken" };
  expect(heard).toEqual([
    { ...alarm, active: true, time: 1_772_414_047_700 },
    { ...alarm, active: false, time: 1_772_414_057_700 },
    { ...alarm, active: true, time: 1_772_414_067_700 },
  ]);
  const condition = machine.getChildByName("CNC-203 TOOL-BROKEN", bj.index) as UAObject;
  expect(variableAt(condition, "mt:ErrorCode").readValue().value.value).toBe("TOOL-BROKEN");
});
