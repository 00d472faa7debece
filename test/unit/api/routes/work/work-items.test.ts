/** Work items over the API: rules WI6 to WI14 in docs/rules/work.md and R30 in docs/rules/records.md. */
import { expect, it } from "vitest";
import { actOnWork, reportWork } from "../../../../../edge/api/services/work/acts.ts";
import { causeInWords, causeOf } from "../../../../../edge/contracts/alerts/causes.ts";
import { userOf } from "../../../../fakes/access/callers.ts";
import { LATHE, NOW_US } from "../../../../fakes/api/deps.ts";
import { fakeTag } from "../../../../fakes/source/tags.ts";
import { type Answer, BELT, PLAN, WorkApi } from "./work-api.ts";

const api = new WorkApi();

it("[WI7] [WI14] an alert becomes work, which goes through its life with the permissions of each caller", async () => {
  const first = await api.report("otto", { cause: "alert-1" });
  expect(first).toMatchObject({
    status: 201,
    body: {
      kind: "maintenance",
      state: "reported",
      assetUid: LATHE,
      assetLabel: "CNC-101",
      title: { zh: "主轴轴承温度高", en: "Spindle bearing temperature high" },
      cause: "alert-1",
      causeKind: "alert",
      evidence: [{ value: 81.5 }],
      reportedBy: { name: "otto", as: "person" },
      may: ["start", "remark"],
    },
  });
  const uid = String(first.body["itemUid"]);
  expect(await api.report("mia", { cause: "alert-1" })).toMatchObject({ status: 200, body: { itemUid: uid } });
  expect((await api.get("mia", `/api/v1/work-items/${uid}`)).body["may"]).toEqual([
    "plan",
    "start",
    "reject",
    "remark",
  ]);
  expect((await api.get("vera", `/api/v1/work-items/${uid}`)).body["may"]).toEqual([]);
  expect(await api.act("otto", uid, PLAN)).toMatchObject({
    status: 403,
    body: { cause: { code: "record-takes-role" } },
  });
  expect(await api.act("vera", uid, { kind: "remark", note: "x" })).toMatchObject({ status: 403 });
  expect(await api.act("mia", uid, PLAN)).toMatchObject({
    status: 200,
    body: { state: "planned", assignee: "otto", grade: 2 },
  });
  expect(await api.act("otto", uid, { kind: "start" })).toMatchObject({
    body: { may: ["finish", "interrupt", "remark"] },
  });
  const said = { found: "flaking", foundKind: "bearing-wear", verdict: "right" };
  const finish = { kind: "finish", done: "new bearing", replaced: ["spindle"], ...said };
  const unknown = await api.act("otto", uid, { ...finish, replaced: ["no/such"] });
  expect(unknown).toMatchObject({ status: 404, body: { cause: { code: "work-component-unknown" } } });
  expect(await api.act("otto", uid, finish)).toMatchObject({ body: { state: "finished", replaced: ["spindle"] } });
  expect((await api.get("mia", `/api/v1/work-items/${uid}`)).body["acts"]).toMatchObject([{}, {}, said]);
  expect(await api.act("mia", uid, { kind: "verify" })).toMatchObject({
    status: 200,
    body: { state: "closed", verdict: "right", may: [], endedAt: "2026-11-24T02:42:07.123456Z" },
  });
  expect(await api.report("otto", { cause: uid })).toMatchObject({
    status: 201,
    body: { cause: uid, causeKind: "work-item" },
  });
});

it("[WI6] [WI7] reports: repeated, in one language, of unknown things, or without a fact", async () => {
  const uid = { itemUid: "cmms-7:1" };
  expect(await api.report("otto", { ...uid, ...BELT })).toMatchObject({
    status: 201,
    body: { ...uid, title: { zh: "Belt is loose", en: "Belt is loose" } },
  });
  expect(await api.report("otto", { ...uid, ...BELT })).toMatchObject({ status: 200, body: uid });
  expect(await api.report("otto", { ...uid, ...BELT, kind: "inspection" })).toMatchObject({ status: 409 });
  const refused: [object, number, string][] = [
    [{ ...BELT, assetUid: "urn:none" }, 404, "service-asset-unknown"],
    [{ ...BELT, assetUid: "__proto__" }, 404, "service-asset-unknown"],
    [{ ...BELT, component: "no/such" }, 404, "work-component-unknown"],
    [{ cause: "alert-9" }, 404, "work-cause-unknown"],
    [{ title: BELT.title }, 400, "work-no-asset"],
    [{ assetUid: LATHE, title: { zh: "  " } }, 400, "work-no-title"],
    [{ ...BELT, title: { en: "x".repeat(201) } }, 400, "fields-invalid"],
    [{ ...BELT, schedule: { uid: "s", approvedBy: "me" } }, 400, "fields-invalid"],
    [{ ...BELT, itemUid: "a/b" }, 400, "fields-invalid"],
    [{ ...BELT, itemUid: ".." }, 400, "fields-invalid"],
  ];
  for (const [body, status, code] of refused)
    expect(await api.report("otto", body), JSON.stringify(body)).toMatchObject({ status, body: { cause: { code } } });
  expect(api.book.openCount).toBe(1);
});

it("[WI12] facts of another kind, past times, huge texts and unknown items are refused in both languages", async () => {
  const uid = String((await api.report("otto", BELT)).body["itemUid"]);
  const refused: [object, number, string, RegExp][] = [
    [{ kind: "start", verdict: "right" }, 400, "work-field-strange", /start/],
    [{ ...PLAN, due: "2026-11-24T02:42:07Z" }, 400, "work-due-past", /期限/],
    [{ ...PLAN, due: "tomorrow" }, 400, "time-bad", /时间/],
    [{ kind: "plan", assignee: "otto" }, 400, "record-fact-missing", /安排时请填写期限/],
    [{ kind: "remark" }, 400, "record-fact-missing", /备注时请填写备注内容/],
    [{ kind: "remark", note: "字".repeat(2_001) }, 400, "fields-invalid", /body/],
    [{ kind: "explode" }, 400, "fields-invalid", /body/],
    [{ kind: "verify" }, 409, "record-wrong-state", /当前状态为“已上报”，不能验收/],
  ];
  for (const [body, status, code, zh] of refused) {
    const answer = await api.act("mia", uid, body);
    expect(answer, JSON.stringify(body)).toMatchObject({ status, body: { cause: { code } } });
    const { detail, cause } = answer.body as { detail?: string; cause?: object };
    const said = code === "fields-invalid" ? (cause as ReturnType<typeof causeOf>) : causeOf(detail);
    expect(causeInWords(said).zh).toMatch(zh);
  }
  expect(await api.act("mia", "no-such", { kind: "start" })).toMatchObject({
    status: 404,
    body: { cause: { code: "work-unknown" } },
  });
  expect(api.book.find(uid)?.acts).toEqual([]);
});

it("[WI6] [WI14] an act repeated after its due time is answered, and no actUid allows more acts", async () => {
  const uid = String((await api.report("otto", BELT)).body["itemUid"]);
  const plan = { actUid: "probe", kind: "plan", assignee: "otto", due: NOW_US - 1e6, grade: 2 } as const;
  const [by, principal] = [{ name: "mia", as: "person" } as const, { user: "mia", role: "maintainer", origin: "cli" }];
  await api.book.act(uid, { ...plan, at: NOW_US - 2e6, by }, { role: "maintainer", principal });
  const again = { ...plan, due: "2026-11-24T02:42:06Z" };
  const answer = await api.act("mia", uid, again);
  expect(answer).toMatchObject({ status: 200, body: { state: "planned", acts: [{ actUid: "probe" }] } });
  expect(answer.body["may"]).toEqual(["plan", "start", "reject", "remark"]);
  expect(await api.act("mia", uid, { ...again, actUid: "new" })).toMatchObject({ status: 400 });
});

it("[R30] a token finishes planned maintenance in the name of a person, and gives no verdict", async () => {
  const token = await api.people.bearer("maintainer");
  const made = await api.report(token, BELT);
  expect(made).toMatchObject({ status: 201, body: { reportedBy: { as: "program" }, may: ["remark"] } });
  const uid = String(made.body["itemUid"]);
  const rated = { kind: "remark", note: "so it is", verdict: "right" };
  for (const body of [PLAN, { kind: "start" }, { kind: "reject", note: "no" }, rated])
    expect(await api.act(token, uid, body)).toMatchObject({ status: 403 });
  expect(await api.act("otto", uid, rated)).toMatchObject({ status: 200, body: { verdict: "right" } });
  await api.act("mia", uid, PLAN);
  expect(await api.act(token, uid, { kind: "start" })).toMatchObject({
    status: 200,
    body: { may: ["finish", "remark"] },
  });
  expect(await api.act(token, uid, { kind: "finish", done: "ok" })).toMatchObject({
    status: 400,
    body: { cause: { code: "work-done-by" } },
  });
  const finish = { kind: "finish", done: "tightened", doneBy: "mia" };
  for (const judgement of [{ verdict: "right" }, { foundKind: "bearing-wear" }])
    expect(await api.act(token, uid, { ...finish, ...judgement })).toMatchObject({ status: 403 });
  expect(await api.act(token, uid, finish)).toMatchObject({
    body: { state: "finished", acts: [{}, {}, {}, { doneBy: "mia" }] },
  });
  expect(await api.act(token, uid, { kind: "verify" })).toMatchObject({ status: 403 });
  const danger = String((await api.report("otto", { ...BELT, kind: "hidden-danger" })).body["itemUid"]);
  await api.act("mia", danger, PLAN);
  expect(await api.act(token, danger, { kind: "start" })).toMatchObject({
    status: 403,
    body: { cause: { code: "work-checked-person" } },
  });
  await api.act("otto", danger, { kind: "start" });
  await api.act("otto", danger, { kind: "finish", done: "guard", doneBy: "mia" });
  expect(await api.act("mia", danger, { kind: "verify" })).toMatchObject({
    status: 403,
    body: { cause: { code: "work-same-person" } },
  });
});

it("[WI13] the list is filtered and paged, and a cursor stays valid while items change", async () => {
  for (let i = 0; i < 7; i++)
    await api.report("otto", { ...BELT, itemUid: `w-${i}`, kind: i % 2 === 0 ? "maintenance" : "inspection" });
  await api.act("mia", "w-3", { kind: "reject", note: "twice" });
  const uidsOf = ({ body }: Answer) => body.items.map(({ itemUid }) => itemUid);
  const page = await api.get("vera", "/api/v1/work-items?limit=2");
  expect([uidsOf(page), page.body["cursor"], page.body["openCount"]]).toEqual([["w-6", "w-5"], "w-5", 6]);
  await api.act("mia", "w-5", { kind: "reject", note: "gone" });
  const rest = await api.get("vera", "/api/v1/work-items?limit=4&cursor=w-5");
  expect([uidsOf(rest), rest.body["cursor"]]).toEqual([["w-4", "w-2", "w-1", "w-0"], null]);
  const asked: [string, string[]][] = [
    ["state=rejected", ["w-5", "w-3"]],
    ["state=all&kind=inspection", ["w-5", "w-3", "w-1"]],
    [`asset=${encodeURIComponent(LATHE)}&state=reported&limit=1`, ["w-6"]],
    ["asset=urn:none", []],
    ["cause=alert-1", []],
    ["state=all&from=-1h&to=-1m", []],
  ];
  for (const [query, uids] of asked)
    expect(uidsOf(await api.get("vera", `/api/v1/work-items?${query}`)), query).toEqual(uids);
  for (const query of ["cursor=none", "limit=0", "limit=501", "state=open&state=all", "state=gone", "from=x"])
    expect((await api.get("vera", `/api/v1/work-items?${query}`)).status, query).toBe(400);
});

it("[WI12] a component that only the asset's tags name is one of its components, as for health", async () => {
  const asset = { assetUid: LATHE, label: "CNC-101", kind: "lathe" } as never;
  const tags = { ofAsset: () => [fakeTag(0, { assetUid: LATHE, component: "counter" })] };
  const alerts = { find: () => undefined };
  const deps = { work: api.book, alerts, plant: { assets: [asset] }, tags, now: () => NOW_US };
  const [caller, counter] = [userOf("operator"), { ...BELT, component: "counter" }];
  const { itemUid } = (await reportWork(deps, caller, counter)).view.item;
  await actOnWork(deps, caller, { itemUid, act: { actUid: "s", kind: "start" } });
  const finish = { actUid: "f", kind: "finish", done: "new meter", replaced: ["counter"] } as const;
  expect(await actOnWork(deps, caller, { itemUid, act: { ...finish, replaced: [...finish.replaced] } })).toMatchObject({
    state: "finished",
  });
  await expect(reportWork(deps, caller, { ...BELT, component: "count" })).rejects.toThrow("no component count");
});

it("[WI11] an item continues after its asset has left the config", async () => {
  const by = { name: "otto", as: "person" } as const;
  const principal = { user: "otto", role: "operator", origin: "cli" };
  const facts = {
    kind: "maintenance",
    title: { zh: "旧", en: "old" },
    evidence: [],
    reportedAt: NOW_US,
    reportedBy: by,
  } as const;
  await api.book.report({ ...facts, itemUid: "old", about: { assetUid: "urn:gone" as never } }, principal);
  expect(await api.act("otto", "old", { kind: "start" })).toMatchObject({ status: 200, body: { assetLabel: null } });
  expect(await api.act("otto", "old", { kind: "finish", done: "scrapped", replaced: ["any/part"] })).toMatchObject({
    body: { state: "finished", replaced: ["any/part"] },
  });
  expect(await api.report("otto", { cause: "old" })).toMatchObject({
    status: 201,
    body: { cause: "old", assetUid: "urn:gone" },
  });
});
