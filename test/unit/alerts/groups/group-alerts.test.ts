import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../../edge/alerts/groups/build-graph.ts";
import type { GraphAlert } from "../../../../edge/alerts/groups/explanations.ts";
import type { GraphAsset, GraphInputs } from "../../../../edge/alerts/groups/graph-inputs.ts";
import { groupAlerts } from "../../../../edge/alerts/groups/group-alerts.ts";
import { type SymptomFacts, symptomOf } from "../../../../edge/alerts/groups/symptoms.ts";
import { shuffled } from "../../../reliability/random.ts";
import { randomOf } from "../../../run/seed.ts";

const asset = (label: string, kind: string, path: string, more: Partial<GraphAsset> = {}) =>
  ({ assetUid: label, label, kind, equipmentPath: `e/s/${path}/${label}`, ...more }) as GraphAsset;

/** Transformer, meters, compressor, chiller; five stations in a row, two of them in one cell. */
const INPUTS: GraphInputs = {
  assets: [
    asset("TRF", "transformer", "util/power/sub"),
    asset("ME", "meter", "util/power/sub", { medium: "electricity" }),
    asset("MA", "meter", "util/air/station", { medium: "compressed-air" }),
    asset("CMP", "compressor", "util/air/station"),
    asset("CHL", "chiller", "util/cold/station"),
    asset("A", "lathe", "shop/line/cell-1"),
    asset("B", "lathe", "shop/line/cell-1"),
    asset("SAF", "box", "shop/line/cell-1"),
    asset("C", "press", "shop/line/cell-2"),
    asset("D", "press", "shop/line/cell-2"),
    asset("E", "press", "shop/line/cell-3"),
  ],
  tagsOf: (uid) => ("ABCDE".includes(uid) ? [{ component: "pneumatics", signal: "pressure", source: "plc" }] : []),
  tree: [
    { id: "ME", medium: "electricity" },
    { id: "MA", medium: "compressed-air" },
    ..."ABCDE".split("").map((id) => ({ id, medium: "electricity" as const, below: "ME" })),
    { id: "CMP", medium: "electricity", below: "ME" },
  ],
  ways: ["A > BUF > B > C > D > E"],
  supplies: [{ from: "CHL", medium: "chilled-water", to: ({ label }) => label === "A" }],
  peers: new Map([["plc", "10.0.0.1:4840"]]),
};
const GRAPH = buildGraph(INPUTS);

let count = 0;
function alert(node: string, symptom: GraphAlert["symptom"], atS: number, over: Partial<GraphAlert> = {}): GraphAlert {
  const at = atS * 1e6;
  count++;
  return {
    alertUid: `${node}-${symptom}-${count}`,
    node,
    symptom,
    since: at,
    raisedAt: at,
    priority: 3,
    isAlarm: true,
    causedBy: undefined,
    ...over,
  };
}

const causesOf = (alerts: readonly GraphAlert[]) =>
  groupAlerts(alerts, GRAPH).map(({ cause, consequences }) => [cause.split("-")[0], consequences.length]);

describe("the graph of the plant", () => {
  const into = (node: string) => (GRAPH.upstream.get(node) ?? []).map(({ from, way }) => `${from} ${way}`).sort();
  const fed = (node: string) => into(node).filter((edge) => !edge.startsWith("cell:"));

  it("[FL1] has producers above meters, meters above consumers, stations in order, cells and sources", () => {
    expect(fed("ME")).toEqual(["TRF electricity"]);
    expect(fed("MA")).toEqual(["CMP compressed-air"]);
    expect(into("CMP")).toContain("ME electricity");
    expect(into("A")).toEqual([
      "CHL chilled-water",
      "MA compressed-air",
      "ME electricity",
      "cell:e/s/shop/line control",
      "cell:e/s/shop/line/cell-1 control",
      "place:BUF blocked",
      "source:plc signal",
    ]);
    expect(into("C")).toEqual(expect.arrayContaining(["B starved", "D blocked"]));
    expect(into("source:plc")).toEqual(["peer:10.0.0.1:4840 signal"]);
  });

  it("[FL1] a vehicle does not join the places that it serves", () => {
    const vehicle = asset("V", "agv", "shop/fleet/x");
    const graph = buildGraph({ ...INPUTS, assets: [...INPUTS.assets, vehicle], ways: ["A > V > B", "C > V > D"] });
    const reached = new Set(["D"]);
    for (const node of reached)
      for (const { from, way } of graph.upstream.get(node) ?? []) if (way === "starved") reached.add(from);
    expect([...reached].filter((node) => graph.assets.has(node)).toSorted()).toEqual(["C", "D", "V"]);
  });

  it("[FL1] needs nothing: a plant without tree, routes and supplies has what its assets show", () => {
    const bare = buildGraph({ ...INPUTS, tree: [], ways: [], supplies: [] });
    expect((bare.upstream.get("B") ?? []).map(({ from, way }) => `${from} ${way}`)).toContain("CMP compressed-air");
  });
});

describe("causes", () => {
  it("[FL2] an effect reaches a consequence only in the time that the way needs", () => {
    expect(causesOf([alert("ME", "electricity", 0), alert("A", "drive-fault", 10)])).toEqual([["ME", 1]]);
    expect(causesOf([alert("ME", "electricity", 0), alert("A", "silence", 120)])).toEqual([]);
    expect(causesOf([alert("CHL", "stop", 0), alert("A", "temperature", 400)])).toEqual([["CHL", 1]]);
  });

  it.each([
    [{ rule: "pneumatics-pressure/low" }, "compressed-air"],
    [{ rule: "mains-voltage/low" }, "electricity"],
    [{ rule: "SpindleInverterTrip" }, "drive-fault"],
    [{ rule: "ClampFault" }, "clamp-fault"],
    [{ rule: "emergency-stop" }, "emergency-stop"],
    [{ rule: "link-stale/opc" }, "silence"],
    [{ rule: "tool-life-used/high" }, "own"],
    [{ rule: "700012", message: { en: "", zh: "伺服报警" } }, "drive-fault"],
    [{ rule: "700012" }, "unknown"],
    [{ rule: "net/low", tag: { component: "net", signal: "p", unit: "bar", role: undefined } }, "compressed-air"],
    [{ rule: "drift/x/y", kind: "anomaly" as const }, "own"],
  ] satisfies [Partial<SymptomFacts>, string][])("[FL3] %o shows %s", (facts, symptom) => {
    const carries = new Set(["compressed-air" as const]);
    const whole = { kind: "process" as const, tag: undefined, message: { en: "", zh: "" }, carries, ...facts };
    expect(symptomOf(whole)).toBe(symptom);
  });

  it("[FL3] what an asset wears out by itself neither explains nor is explained", () => {
    expect(causesOf([alert("ME", "electricity", 0), alert("A", "own", 1), alert("B", "own", 2)])).toEqual([]);
  });

  it("[FL4] the cause is the part nearest to the supply, although its alert was noticed later", () => {
    const late = alert("ME", "electricity", 15);
    const groups = groupAlerts([alert("A", "drive-fault", 0), alert("B", "drive-fault", 2), late], GRAPH);
    expect(groups).toMatchObject([{ cause: late.alertUid, consequences: [{ ways: ["electricity"] }, {}] }]);
  });

  it("[FL4] a delay of the rule is taken off: what was true first is the cause", () => {
    const first = alert("A", "stop", 20, { since: 0 });
    const groups = groupAlerts([first, alert("A", "drive-fault", 10)], GRAPH);
    expect(groups.map(({ cause }) => cause)).toEqual([first.alertUid]);
  });

  it("[FL4] missing alerts between do not break the way", () => {
    expect(
      causesOf([alert("TRF", "electricity", 0), alert("CMP", "stop", 3), alert("C", "compressed-air", 60)]),
    ).toEqual([["TRF", 2]]);
    expect(causesOf([alert("B", "stop", 0), alert("D", "starved", 90), alert("A", "blocked", 90)])).toEqual([["B", 2]]);
  });

  it("[FL5] a stop by hand is never hidden under a supply, and stops its own cell alone", () => {
    expect(causesOf([alert("ME", "electricity", 0), alert("SAF", "emergency-stop", 2)])).toEqual([]);
    const stop = [
      alert("SAF", "emergency-stop", 0),
      alert("A", "protective-stop", 1),
      alert("E", "protective-stop", 1),
    ];
    expect(causesOf(stop)).toEqual([["SAF", 1]]);
  });

  it("[FL6] the priority of a group is the highest of its alarms", () => {
    const alerts = [
      alert("ME", "electricity", 0, { priority: 4 }),
      alert("A", "stop", 1, { priority: 2 }),
      alert("B", "stop", 1, { priority: 1, isAlarm: false }),
    ];
    expect(groupAlerts(alerts, GRAPH)[0]?.priority).toBe(2);
  });

  it("[FL7] many consumers that fail together name the supply that nothing reported", () => {
    const alerts = "ABCD".split("").map((node, at) => alert(node, "drive-fault", at));
    const [group] = groupAlerts(alerts, GRAPH);
    expect(group).toMatchObject({ cause: alerts[0]?.alertUid, common: { assetUid: "ME", way: "electricity" } });
    expect(group?.consequences).toHaveLength(3);
    expect(causesOf(alerts.slice(0, 3))).toEqual([]);
  });

  it("[FL8] the groups do not depend on the order in which alerts came; a late cause takes over and says so", () => {
    const alerts = [
      ..."ABCDE".split("").map((node, at) => alert(node, "stop", at)),
      alert("ME", "electricity", 12),
      alert("SAF", "emergency-stop", 3),
      alert("C", "starved", 100),
    ];
    const groups = groupAlerts(alerts, GRAPH);
    expect(groups.find(({ cause }) => cause.startsWith("ME"))?.lateS).toBe(10);
    for (let n = 0; n < 5; n++) expect(groupAlerts(shuffled(alerts, randomOf(`order ${n}`)), GRAPH)).toEqual(groups);
  });

  it("[FL8] silence stays under the cause that the watch of sources found", () => {
    const source = alert("source:plc", "silence", 0);
    const hidden = alert("A", "silence", 1, { causedBy: source.alertUid });
    expect(groupAlerts([hidden, source], GRAPH)).toMatchObject([
      { cause: source.alertUid, consequences: [{ alertUid: hidden.alertUid, ways: ["signal"] }] },
    ]);
  });

  it("[FL9] of more than two thousand alerts the newest are grouped", () => {
    const old = Array.from({ length: 2000 }, (_, n) => alert("A", "own", 10 + n));
    expect(causesOf([alert("ME", "electricity", 0), alert("A", "stop", 1), ...old])).toEqual([]);
    expect(causesOf([alert("ME", "electricity", 3000), alert("A", "stop", 3001), ...old])).toEqual([["ME", 1]]);
  });
});
