import { expect, it, vi } from "vitest";
import { conditionKeyText } from "../../../../edge/contracts/alerts/condition.ts";
import { FakeAgent } from "../../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../../fakes/mtconnect/mill.ts";
import { numbers, runSource } from "../../../fakes/mtconnect/source.ts";

const standingIn = (reports: readonly { conditionId: string; active: boolean }[]) =>
  [...new Map(reports.map(({ conditionId, active }) => [conditionId, active]))]
    .filter(([, active]) => active)
    .map(([conditionId]) => conditionId);

const code = (nativeCode: string) => `nativeCode="${nativeCode}"`;

it("[MT10] faults and warnings are conditions by data item and code until Normal ends them", async () => {
  await using mill = await FakeAgent.start();
  mill.observe(ITEMS.system, "", { level: "Normal" });
  mill.observe(ITEMS.motion, "", { level: "Normal" });
  await using source = runSource(mill.url, [numbers("x")]);
  const { reports } = source;
  await vi.waitFor(() => expect(mill.streams).toBe(1));
  mill.observe(ITEMS.system, "Door open", { level: "Fault", attributes: code("D1") });
  mill.observe(ITEMS.system, "Oil low", { level: "Warning", attributes: code("O7") });
  mill.observe(ITEMS.motion, "", { level: "Fault" });
  await vi.waitFor(() => expect(standingIn(reports)).toEqual(["system;D1", "system;O7", "motion"]));
  expect(
    reports.map(({ rule, message, severity, annunciation, acknowledged }) => [
      ...[rule, message.en, severity, annunciation, acknowledged],
    ]),
  ).toEqual([
    ["Controller sys", "Door open (D1)", 700, "alarm", false],
    ["Controller sys", "Oil low (O7)", 300, "advisory", true],
    ["path1 MOTION_PROGRAM", "path1 MOTION_PROGRAM", 700, "alarm", false],
  ]);
  mill.observe(ITEMS.system, "", { level: "Normal", attributes: code("D1") });
  await vi.waitFor(() => expect(standingIn(reports)).toEqual(["system;O7", "motion"]));
  mill.observe(ITEMS.system, "", { level: "Normal" });
  await vi.waitFor(() => expect(standingIn(reports)).toEqual(["motion"]));
});

it("[MT11] a silent machine keeps its faults; back again, those that it does not report have ended", async () => {
  await using mill = await FakeAgent.start();
  mill.observe(ITEMS.motion, "", { level: "Normal" });
  mill.observe(ITEMS.system, "a", { level: "Fault", attributes: code("A") });
  mill.observe(ITEMS.system, "b", { level: "Fault", attributes: code("B") });
  await using source = runSource(mill.url, [numbers("x")]);
  const { reports, kept } = source;
  await vi.waitFor(() => expect(standingIn(reports)).toEqual(["system;A", "system;B"]));
  await vi.waitFor(() => expect(kept).toHaveLength(1));
  expect([...(kept[0] ?? [])]).toEqual(reports.map(conditionKeyText));
  const before = reports.length;
  mill.observe(ITEMS.system, "", { level: "Unavailable" });
  const x = mill.observe(ITEMS.x, "1");
  await vi.waitFor(() => expect(source.inlet.latest(0)?.value).toBe(1));
  expect([reports.length, x > 0]).toEqual([before, true]);
  mill.observe(ITEMS.system, "b", { level: "Fault", attributes: code("B") });
  await vi.waitFor(() => expect(standingIn(reports)).toEqual(["system;B"]));
});

it("[MT12] a restarted agent ends what it no longer reports, once every state is known again", async () => {
  await using mill = await FakeAgent.start();
  mill.observe(ITEMS.motion, "", { level: "Normal" });
  mill.observe(ITEMS.system, "a", { level: "Fault", attributes: code("A") });
  mill.observe(ITEMS.system, "b", { level: "Fault", attributes: code("B") });
  await using source = runSource(mill.url, [numbers("x")]);
  const { reports, kept } = source;
  await vi.waitFor(() => expect(kept).toHaveLength(1));
  mill.restart();
  mill.cut();
  await vi.waitFor(() => expect(mill.streams).toBe(1));
  expect([standingIn(reports), kept.length]).toEqual([["system;A", "system;B"], 1]);
  mill.observe(ITEMS.motion, "", { level: "Normal" });
  mill.observe(ITEMS.system, "b", { level: "Fault", attributes: code("B") });
  await vi.waitFor(() => expect(kept).toHaveLength(2));
  expect([standingIn(reports), [...(kept[1] ?? [])].length]).toEqual([["system;B"], 1]);
});
