/** The table of work items and the figures of maintenance: rules WI15 to WI18 and WI20 in docs/rules/work.md. */
import { expect, it } from "vitest";
import type { WorkAct } from "../../../../../edge/contracts/records/work-item.ts";
import { LATHE, NOW_US } from "../../../../fakes/api/deps.ts";
import { BELT, PLAN, WorkApi } from "./work-api.ts";

const api = new WorkApi();

it("[WI18] the table has UTC and local times, pseudonyms and no formulas, and the export is recorded", async () => {
  await api.report("otto", { ...BELT, itemUid: "w-1", title: { en: "=HYPERLINK(1)" } });
  await api.act("mia", "w-1", PLAN);
  await api.act("otto", "w-1", { kind: "start" });
  await api.act("otto", "w-1", { kind: "finish", done: 'new "belt"', replaced: ["spindle"], foundKind: "none" });
  const answer = await api.send("vera", "GET", "/api/v1/work-items.csv?state=all");
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
  // Written piece by piece: nobody knows its length before its end.
  expect(answer.headers["content-length"]).toBeUndefined();
  expect(answer.body[0]).toBe("\uFEFF");
  const [head = "", line = "", end] = answer.body.slice(1).split("\r\n");
  const cells = line.slice(1, -1).split('","');
  const cellOf = (name: string) => cells[head.split(",").indexOf(name)];
  expect([head.split(",").length, end]).toEqual([cells.length, ""]);
  expect(["title", "asset", "reportedBy", "assignee", "done", "replaced", "foundKind", "parts"].map(cellOf)).toEqual([
    "'=HYPERLINK(1)",
    "CNC-101",
    "P-otto",
    "P-otto",
    'new ""belt""',
    "spindle",
    "none",
    "",
  ]);
  for (const name of ["reportedAt", "startedAt", "finishedAt"])
    expect([name, `${name}.local`].map(cellOf)).toEqual(["2026-11-24T02:42:07.123Z", "2026-11-24 10:42:07.123"]);
  expect(["due", "due.local", "endedAt", "endedAt.local"].map(cellOf)).toEqual([
    "2026-12-24T00:00:00.000Z",
    "2026-12-24 08:00:00.000",
    "",
    "",
  ]);
  expect(api.journal.entries.at(-1)).toMatchObject({ action: "export", target: "work-items", after: { items: 1 } });
});

it("[WI15] [WI16] [WI17] [WI20] figures name their basis, and are null if nothing is known", async () => {
  const url = "/api/v1/maintenance-figures?from=-10d&to=2026-11-24T02:42:07.123456Z";
  const empty = { failures: 0, mtbfS: null, mttrS: null, operatingS: null, timeBasis: null };
  const noVerdicts = { right: 0, rightShare: null, wrongShare: null };
  expect((await api.get("vera", url)).body).toMatchObject({ plant: { ...empty, verdicts: noVerdicts }, assets: [] });
  const by = { name: "otto", as: "person" } as const;
  const principal = { user: "otto", role: "maintainer", origin: "cli" };
  const hours = (h: number) => NOW_US - 48 * 3600e6 + h * 3600e6;
  const step = (uid: string, kind: WorkAct["kind"], h: number, more: object = {}) =>
    api.book.act(uid, { kind, actUid: `${kind}-${h}`, at: hours(h), by, ...more }, { role: "maintainer", principal });
  const repair = async (itemUid: string, assetUid: string, verdict?: "right" | "wrong", more: object = {}) => {
    const facts = { title: { zh: "修", en: "repair" }, evidence: [], reportedAt: hours(0), reportedBy: by } as const;
    const about = { assetUid: assetUid as never };
    await api.book.report({ kind: "maintenance", ...facts, ...more, itemUid, about }, principal);
    await step(itemUid, "start", 1);
    await step(itemUid, "interrupt", 2, { note: "waits for a part" });
    await step(itemUid, "start", 9);
    await step(itemUid, "finish", 12, { done: "-", ...(verdict === undefined ? {} : { verdict }) });
  };
  await repair("f-1", LATHE, "right");
  await repair("f-2", LATHE);
  await repair("false-alarm", LATHE, "wrong");
  await repair("look", LATHE, undefined, { kind: "inspection" });
  await repair("monthly", LATHE, undefined, { schedule: { uid: "s", approvedBy: "mia" } });
  await repair("gone", "urn:gone");
  await repair("returned", LATHE);
  await step("returned", "return", 13, { note: "again" });
  const { body } = await api.get("vera", url);
  const calendar = { operatingS: 864_000, timeBasis: "calendar-time" };
  expect(body["assets"]).toMatchObject([
    { assetUid: "urn:gone", assetLabel: null, failures: 1, mtbfS: 864_000, mttrS: 4 * 3600, ...calendar },
    {
      assetUid: LATHE,
      assetLabel: "CNC-101",
      failures: 2,
      mtbfS: 432_000,
      mttrS: 4 * 3600,
      ...calendar,
      verdicts: { right: 1, wrong: 1, notUseful: 0, rightShare: 0.5, wrongShare: 0.5, notUsefulShare: 0 },
    },
  ]);
  // The time of assets that did not fail is unknown, so the plant's time would be too short.
  expect(body["plant"]).toMatchObject({ failures: 3, mtbfS: null, mttrS: 4 * 3600, operatingS: null, timeBasis: null });
  const one = await api.get("vera", `${url}&asset=${encodeURIComponent(LATHE)}`);
  expect(one.body["plant"]).toMatchObject({ failures: 2, mtbfS: 432_000 });
  expect(await api.get("vera", "/api/v1/maintenance-figures?from=-400d")).toMatchObject({ status: 400 });

  // [WI20] The same as a table.
  const table = await api.send("vera", "GET", url.replace("figures?", "figures.csv?"));
  expect([table.statusCode, table.headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
  const [head = "", ...lines] = table.body.slice(1).trimEnd().split("\r\n");
  const cells = lines.map((line) => line.slice(1, -1).split('","'));
  const column = (name: string) => cells.map((line) => line[head.split(",").indexOf(name)]);
  expect(column("scope")).toEqual(["plant", "asset", "asset"]);
  expect(column("asset")).toEqual(["", "", "CNC-101"]);
  expect(column("failures")).toEqual(["3", "1", "2"]);
  expect(column("mtbf.h")).toEqual(["", "240", "120"]);
  expect(column("mttr.h")).toEqual(["4", "4", "4"]);
  expect(column("timeBasis")).toEqual(["", "calendar-time", "calendar-time"]);
  expect(column("to.local")).toEqual(Array.from({ length: 3 }, () => "2026-11-24 10:42:07.123"));
  expect(api.journal.entries.at(-1)).toMatchObject({ target: "maintenance-figures", after: { assets: 2 } });
});
