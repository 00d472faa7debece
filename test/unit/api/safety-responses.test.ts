/** Response plans over the API: rules RE2, RE3, RE5, RE7, RE9 to RE11. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ApiDeps } from "../../../edge/api/server.ts";
import type { ReportDocument } from "../../../edge/contracts/reports/document.ts";
import { detectorsAround, gasDetectorsOf, readGas } from "../../../edge/safety/gas/detectors.ts";
import { hasPlace, namedPlace } from "../../../edge/safety/register/places.ts";
import { reachedResources, waysOut } from "../../../edge/safety/response/event-view.ts";
import { Muster } from "../../../edge/safety/response/muster.ts";
import { WalkingFields } from "../../../edge/safety/response/walking-fields.ts";
import { Walkways } from "../../../edge/safety/response/walkways.ts";
import { fakeEdge, LATHE } from "../../fakes/api/deps.ts";
import { EDGE } from "../../fakes/safety/plant.ts";
import { PLANT, register, WRITTEN, words } from "../../fakes/safety/register.ts";
import { WorkApi } from "./routes/work/work-api.ts";

const at = (x: number, y: number) => ({ position: { x, y } });
const PLANNED = register({
  ...WRITTEN,
  resources: [
    ...WRITTEN.resources,
    { id: "EX-1", kind: "exit", place: { zone: "coating" }, ...at(0.5, 9) },
    { id: "EX-2", kind: "exit", place: { zone: "coating" }, ...at(29, 19) },
    { id: "AED-1", kind: "aed", place: { zone: "coating" }, ...at(8, 5) },
    { id: "AED-2", kind: "aed", place: { zone: "coating" }, ...at(25, 19) },
    { id: "AED-3", kind: "aed", place: { zone: "coating" }, ...at(29, 19) },
  ],
  plans: [
    {
      id: "gas",
      name: words("Gas leak"),
      hazards: ["HZ-1"],
      resources: ["FE-1", "AED-3"],
      posted: words("Beside the west door"),
      steps: [{ do: words("Close the valve") }, { do: words("Leave the area") }],
      call: [{ who: words("Fire brigade"), number: "119" }],
    },
  ],
});
const DETECTORS = [
  { assetUid: LATHE, label: "CNC-101", pose: { x: 9, y: 9, z: 0, yawDeg: 0 } },
  { assetUid: "urn:t:gd-2", label: "GD-2", pose: { x: 2, y: 2, z: 0, yawDeg: 0 } },
  { assetUid: "urn:t:gd-3", label: "GD-3", pose: { x: 21, y: 1, z: 0, yawDeg: 0 } },
];
/** The oven's plant with a detector in its area, a silent one in the cell there, and one elsewhere. */
function gasAround(place: Parameters<NonNullable<ApiDeps["gas"]>["around"]>[0]) {
  const assets = DETECTORS.map((one) => ({ ...one, equipmentPath: "acme/p1/gas" }));
  const plant = { ...PLANT, assets: [...PLANT.assets, ...assets] } as never;
  const tag = { component: "gas", signal: "concentration", role: "gas-concentration", unit: "%{LEL}" };
  const ofAsset = (uid: string) => DETECTORS.flatMap(({ assetUid }, ref) => (assetUid === uid ? { ...tag, ref } : []));
  const twin = {
    ...{ value: () => 31.4, status: () => 0, isLive: (ref: number) => ref !== 1 },
    time: (ref: number) => (ref === 1 ? Number.NaN : 1_800_000_000_000_000),
  };
  const detectors = detectorsAround(gasDetectorsOf(plant, { ofAsset } as never), place, plant);
  return detectors.map((one) => readGas(one, twin as never));
}
const fields = new WalkingFields(Walkways.of({ floor: { width: 30, depth: 20 }, assets: [], zones: [] }, []));

let dir: string;
let muster: Muster;
let open: Set<string>;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-responses-"));
  open = new Set(["drill-0001", "event-0001"]);
  muster = new Muster({ path: join(dir, "muster.jsonl"), isOn: true }, open);
});
afterEach(() => {
  muster.close();
  rmSync(dir, { recursive: true });
});
const rendered: { document: ReportDocument; format: string }[] = [];
const api = new WorkApi((): Partial<ApiDeps> => {
  const { plant } = fakeEdge().deps;
  const render = async (document: ReportDocument, format: string) => {
    rendered.push({ document, format });
    return { body: Buffer.from(format), type: `application/${format}`, name: "x" };
  };
  const position = (place: object) => namedPlace(place, PLANT).position;
  return {
    ...{ plant, reports: { render } as never },
    gas: { around: gasAround },
    safety: {
      ...{ register: PLANNED, repeatDays: 90, edgeUid: EDGE },
      placeOf: (place) => namedPlace(place, PLANT),
      hasPlace: (place) => hasPlace(place, PLANT),
      reached: (place, { ofPlan, blocked }) =>
        reachedResources(PLANNED, ofPlan, { place: namedPlace(place, PLANT), fields, blocked }),
      waysOut: (place, blocked) => {
        const from = position(place);
        return from === null ? [] : waysOut(PLANNED, from, { fields, blocked });
      },
      get muster() {
        return muster;
      },
    },
  };
});

const RESPONSES = "/api/v1/safety/responses";
const DRILL = { itemUid: "drill-0001", plan: "gas", isDrill: true };

it("[RE3] a person opens a plan as a drill; the event view has steps, resources by walking distance", async () => {
  const first = await api.post("otto", RESPONSES, DRILL);
  expect([first.status, (await api.post("otto", RESPONSES, DRILL)).status]).toEqual([201, 200]);
  expect(first.body).toMatchObject({
    ...{ plan: "gas", isDrill: true, place: { asset: "OVN-1" }, posted: { en: "Beside the west door" } },
    ...{ steps: [{ do: { en: "Close the valve" }, result: null }, {}], call: [{ number: "119" }], people: null },
    work: { kind: "response", state: "reported", title: { en: "Gas leak" } },
  });
  const resources = first.body["resources"] as { id: string; distanceM: number | null; isOfPlan: boolean }[];
  // The nearest two of a kind and all of the plan; without a position the distance is not known.
  expect(new Set(resources.map(({ id }) => id))).toEqual(new Set(["FE-1", "AED-1", "EX-1", "AED-2", "EX-2", "AED-3"]));
  const far = resources.map(({ distanceM }) => distanceM ?? Number.POSITIVE_INFINITY);
  expect(far).toEqual(far.toSorted((a, b) => a - b));
  expect(resources.find(({ id }) => id === "AED-1")).toMatchObject({
    distanceM: expect.closeTo(3, 0),
    isOfPlan: false,
  });
  expect(resources.find(({ id }) => id === "AED-3")).toMatchObject({ isOfPlan: true });
  expect((await api.get("vera", RESPONSES)).body["responses"]).toHaveLength(1);
  expect((await api.post("vera", RESPONSES, DRILL)).status).toBe(403);
  const refused = async (more: object) =>
    (await api.post("otto", RESPONSES, { ...DRILL, itemUid: "x-00000001", ...more })).body["detail"];
  expect(await refused({ plan: "no" })).toMatch(/no plan no/);
  expect(await refused({ place: { zone: "no" } })).toMatch(/no such/);
  expect((await api.get("vera", `${RESPONSES}/none`)).status).toBe(404);
  const work = { kind: "response", assetUid: LATHE, title: { en: "Fire" } };
  expect((await api.report("otto", work)).body["detail"]).toMatch(/opened by POST/);
});

it("[RE20] the event view has what gas detectors around the place report, with unit and time, or unknown", async () => {
  const { gas } = (await api.post("otto", RESPONSES, DRILL)).body;
  expect(gas).toEqual([
    { label: "CNC-101", tag: "gas/concentration", value: 31.4, unit: "%{LEL}", at: "2027-01-15T08:00:00.000000Z" },
    { label: "urn:t:gd-2", tag: "gas/concentration", value: null, unit: "%{LEL}", at: null },
  ]);
});

it("[RE2] [RE7] ways are for drills, and in an event for who leads it; they avoid what is blocked", async () => {
  await api.post("otto", RESPONSES, DRILL);
  const ways = async (as: string, uid = "drill-0001") => await api.get(as, `${RESPONSES}/${uid}/ways`);
  const found = await ways("otto");
  expect(found.body).toMatchObject({ isVerified: false, ways: [{ resource: "EX-1" }] });
  expect((await ways("vera")).status).toBe(403);
  const blocked = { exits: ["EX-1"], places: [{ x: 15, y: 12, radiusM: 2 }] };
  expect((await api.act("otto", "drill-0001", { kind: "remark", note: "door is locked", blocked })).status).toBe(200);
  const [way] = (await ways("otto")).body["ways"] as { resource: string; points: { x: number; y: number }[] }[];
  expect(way?.resource).toBe("EX-2");
  expect((await api.get("vera", `${RESPONSES}/drill-0001`)).body["blocked"]).toEqual(blocked);
  await api.post("otto", RESPONSES, { ...DRILL, itemUid: "event-0001", isDrill: false });
  expect((await ways("mia", "event-0001")).body["detail"]).toMatch(/who leads/);
  await api.act("mia", "event-0001", { kind: "start" });
  expect((await ways("mia", "event-0001")).status).toBe(200);
  expect((await ways("otto", "event-0001")).status).toBe(403);
});

it("[RE19] after a hand-over nobody leads, and nobody gets ways, until somebody takes the lead", async () => {
  await api.post("otto", RESPONSES, { ...DRILL, itemUid: "event-0001", isDrill: false });
  const lead = async () => (await api.get("vera", `${RESPONSES}/event-0001`)).body["lead"];
  const ways = async (as: string) => (await api.get(as, `${RESPONSES}/event-0001/ways`)).status;
  const act = async (as: string, given: object) => (await api.act(as, "event-0001", given)).status;
  expect(await lead()).toBeNull();
  expect([await act("mia", { kind: "start" }), await lead()]).toEqual([200, "mia"]);
  expect(await act("mia", { kind: "interrupt", note: "Otto comes" })).toBe(200);
  expect([await lead(), await ways("mia"), await ways("otto")]).toEqual([null, 403, 403]);
  await api.send("mia", "GET", `${RESPONSES}/event-0001/report?language=en&format=json`);
  expect(JSON.stringify(rendered.at(-1)?.document)).toContain('[{"text":"Led by"},{"text":"not yet"}]');
  expect([await act("otto", { kind: "start" }), await lead()]).toEqual([200, "otto"]);
  expect([await ways("mia"), await ways("otto")]).toEqual([403, 200]);
});

it("[RE5] a step is ticked over the API, with who and when", async () => {
  await api.post("otto", RESPONSES, DRILL);
  const tick = { kind: "tick", step: { at: 1, result: "not-possible" } };
  expect((await api.act("otto", "drill-0001", tick)).status).toBe(400);
  expect((await api.act("otto", "drill-0001", { ...tick, note: "locked" })).status).toBe(200);
  const { body } = await api.get("vera", `${RESPONSES}/drill-0001`);
  expect(body["steps"]).toMatchObject([{ result: null }, { result: "not-possible", by: "otto", note: "locked" }]);
  // Facts of responses are refused by name on other work.
  const { itemUid } = (
    await api.post("otto", "/api/v1/safety/dangers", { title: { en: "x" }, place: { zone: "cell" } })
  ).body["work"] as { itemUid: string };
  expect((await api.act("otto", itemUid, { ...tick, note: "n" })).status).toBe(400);
});

it("[RE9] [RE10] [RE11] the muster counts for everybody, and names only for maintainers, on record", async () => {
  await api.post("otto", RESPONSES, DRILL);
  const people = [{ id: "7", name: "Li" }, { id: "8" }];
  expect((await api.send("otto", "PUT", "/api/v1/safety/access-record", { people })).statusCode).toBe(204);
  const arrive = await api.post("otto", `${RESPONSES}/drill-0001/check-ins`, { person: "8" });
  expect(arrive.body).toMatchObject({ inside: 2, checkedIn: 1, unaccounted: 1, strangers: 0 });
  const seen = await api.get("vera", `${RESPONSES}/drill-0001`);
  expect(seen.body["muster"]).toMatchObject({ inside: 2, unaccounted: 1 });
  expect(JSON.stringify(seen.body)).not.toContain("Li");
  expect((await api.get("otto", `${RESPONSES}/drill-0001/unaccounted`)).status).toBe(403);
  expect((await api.get("mia", `${RESPONSES}/drill-0001/unaccounted`)).body["people"]).toEqual([
    { id: "7", name: "Li", place: null },
  ]);
  expect(api.journal.entries.at(-1)).toMatchObject({ action: "read-personal", after: { people: 1 } });
  expect(JSON.stringify(api.journal.entries)).not.toContain('"Li"');
  muster.close();
  muster = new Muster({ path: join(dir, "off.jsonl"), isOn: false }, open);
  expect((await api.get("vera", `${RESPONSES}/drill-0001`)).body["muster"]).toBeNull();
  expect((await api.post("otto", `${RESPONSES}/drill-0001/check-ins`, { person: "8" })).status).toBe(403);
});

it("[RE14] [RE15] the report after a drill says so, names people for maintainers only, and is on record", async () => {
  await api.post("otto", RESPONSES, DRILL);
  const tick = (at: number, result: string) => ({ kind: "tick", step: { at, result }, note: "door is locked" });
  const blocked = { exits: ["EX-1"], places: [{ x: 15, y: 12, radiusM: 2 }] };
  const controls = [{ hazard: "HZ-1", layer: "engineering", result: "failed", note: "valve was stuck" }];
  for (const act of [
    tick(0, "done"),
    { kind: "remark", note: "EX-1 is locked", blocked },
    tick(1, "not-possible"),
    { kind: "remark", note: "EX-1 is open again", blocked: { exits: [], places: blocked.places } },
    { kind: "remark", note: "swept", blocked: { exits: [], places: [] } },
    { kind: "remark", note: "smoke is seen", blocked: { exits: [], places: [] } },
    { kind: "start" },
    { kind: "finish", done: "all left", controls },
  ])
    expect((await api.act("otto", "drill-0001", act)).status).toBe(200);
  const payload = { place: { zone: "coating" }, source: "response", response: "drill-0001" };
  const danger = { kind: "hidden-danger", about: { assetUid: EDGE }, title: words("Door is locked"), evidence: [] };
  const who = { reportedAt: 1, reportedBy: { name: "safety register", as: "program" } };
  await api.book.report({ ...danger, ...who, payload } as never, { user: "x", role: "edge", origin: "edge" });
  const { body: seen } = await api.get("vera", `${RESPONSES}/drill-0001`);
  expect(seen).toMatchObject({ dangers: [{ title: { en: "Door is locked" }, state: "reported" }], alertText: null });
  expect((seen["work"] as { acts: object[] }).acts.slice(1)).toMatchObject([
    { blocked },
    { step: { at: 1, result: "not-possible" }, blocked: null },
    ...[{}, {}, {}, {}],
    { controls: [{ result: "failed", note: "valve was stuck" }] },
  ]);

  const address = (language: string, format: string) =>
    `${RESPONSES}/drill-0001/report?language=${language}&format=${format}`;
  expect((await api.send("otto", "GET", address("en", "pdf"))).statusCode).toBe(403);
  const [pdf, json] = [
    await api.send("mia", "GET", address("en", "pdf")),
    await api.send("mia", "GET", address("zh", "json")),
  ];
  expect([pdf.statusCode, pdf.headers["content-disposition"], pdf.body]).toEqual([
    ...[200, 'attachment; filename="gemba-response.pdf"', "pdf"],
  ]);
  expect(json.headers["content-disposition"]).toContain("gemba-response.json");
  const [english, chinese] = rendered.slice(-2).map(({ document }) => document);
  expect(english?.title).toBe("Report after a DRILL · Gas leak");
  expect(english?.notes).toEqual([
    expect.stringMatching(/^DRILL/),
    expect.stringMatching(/whereabouts/),
    ...[expect.stringMatching(/SIMULATED/), expect.stringMatching(/no safety function/)],
  ]);
  expect(chinese?.notes[0]).toMatch(/^演练/);
  const textsOf = (name: string) =>
    english?.sections
      .find(({ title }) => title === name)
      ?.blocks.flatMap((block) => (block.kind === "table" ? block.rows.map((row) => row.map(({ text }) => text)) : []));
  expect(textsOf("Steps")).toEqual([
    ["1", "Close the valve", "", "done", "otto", expect.any(String), "door is locked"],
    ["2", "Leave the area", "", "was not possible", "otto", expect.any(String), "door is locked"],
  ]);
  expect(textsOf("Controls")).toEqual([
    [expect.stringMatching(/^HZ-1/), "Engineering controls", "FAILED", "valve was stuck"],
  ]);
  expect(textsOf("Reported as blocked")?.[0]?.slice(1, 4)).toEqual(["otto", "EX-1", "x 15 m, y 12 m, 2 m around"]);
  expect(textsOf("Reported as blocked")?.map((row) => row[4])).toEqual([
    "EX-1 is locked",
    "EX-1 is open again",
    "swept",
  ]);
  expect(textsOf("Hidden dangers that follow")?.[0]?.slice(0, 3)).toEqual(["Door is locked", "general", "reported"]);
  expect(textsOf("Timeline")?.map((row) => row[1])).toEqual([
    ...["opened", "step 1: done", "reported as blocked", "step 2: was not possible"],
    ...["no longer reported as blocked", "no longer reported as blocked", "remark", "took the lead", "ended it"],
  ]);
  const exports = api.journal.entries.filter(({ action }) => action === "export");
  expect(exports).toMatchObject([
    { target: "drill-0001", after: { form: "response", format: "pdf" } },
    { target: "drill-0001", after: { format: "json" } },
  ]);
});

it("[RE16] a plan opened because of an alert is at its machine", async () => {
  const { body } = await api.post("otto", RESPONSES, { ...DRILL, alertUid: "alert-1" });
  expect(body).toMatchObject({ alertUid: "alert-1", alertText: { en: "Spindle bearing temperature high" } });
  expect(body["place"]).toMatchObject({ asset: expect.any(String), zone: null });
  expect(body["place"]).not.toMatchObject({ asset: "OVN-1" });
  const unknown = await api.post("otto", RESPONSES, { ...DRILL, itemUid: "event-0002", alertUid: "none" });
  expect([unknown.status, unknown.body["detail"]]).toEqual([404, expect.stringMatching(/no alert none/)]);
});
