/** Reports over HTTP: rule RP17 in docs/rules/reports.md. */
import { expect, it } from "vitest";
import { costOf } from "../../../../edge/api/http/costs.ts";
import { permissionsOf } from "../../../../edge/api/permissions.ts";
import type { ReportDocument } from "../../../../edge/contracts/reports/document.ts";
import { reportMaker } from "../../../../edge/reports/maker.ts";
import { reportOf } from "../../../fakes/reports/mailed.ts";
import { NOW, reportParts, SHIFT_TO } from "../../../fakes/reports/parts.ts";
import { readPdf } from "../../reports/read-pdf.ts";
import { expectProblem, servedEdge } from "../served-edge.ts";

const { start, get } = servedEdge();
const made = reportOf(7, { madeAt: SHIFT_TO, file: "shift-7.html", type: "text/html" });
const shelf = {
  newestFirst: () => [made],
  find: (uid: string) => (uid === made.uid ? made : undefined),
  contentOf: () => Buffer.from("<style>p{}</style>"),
};
const startWithReports = () => start({ reports: reportMaker(reportParts(), shelf), now: () => NOW } as never);

it("[RP17] reading needs the permission to read, and costs as much as an export", () => {
  for (const url of ["/api/v1/reports", "/api/v1/reports/:kind", "/api/v1/reports/made/:uid"])
    expect(permissionsOf("GET", url), url).toEqual(["read"]);
  expect(costOf("GET", "/api/v1/reports/:kind")).toBe("export");
});

it("[RP1] the same report in each format has the same figures", async () => {
  startWithReports();
  const url = "/api/v1/reports/machine?asset=CNC-101&lang=en";
  const document = (await get(`${url}&format=json`)).json<ReportDocument>();
  const figures = document.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === "figures" ? block.figures.map(({ text }) => text) : [])),
  );
  expect(figures.length).toBeGreaterThan(10);
  const html = await get(url);
  expect(html.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "x-frame-options": "SAMEORIGIN",
    "content-disposition": 'inline; filename="gemba-machine-2026-11-24.html"',
  });
  expect(html.headers["content-security-policy"]).toContain("sandbox");
  const pdf = await get(`${url}&format=pdf&save=1`);
  expect(pdf.headers).toMatchObject({
    "content-type": "application/pdf",
    "content-disposition": 'attachment; filename="gemba-machine-2026-11-24.pdf"',
  });
  // A PDF draws the thin blank of thousands as a blank of its own.
  const joined = (text: string): string => text.replaceAll(/\s/g, "");
  const text = joined(readPdf(pdf.rawPayload).pages.join("\n"));
  for (const figure of figures) {
    expect(html.body.includes(figure), figure).toBe(true);
    expect(text.includes(joined(figure)), figure).toBe(true);
  }
  expect(html.body).toContain('href="http://localhost');
});

it("lists kinds, machines and the reports that were made, and gives one of these", async () => {
  startWithReports();
  const list = (await get("/api/v1/reports")).json<{ kinds: string[]; machines: string[]; made: { uid: string }[] }>();
  expect(list.kinds).toContain("changes");
  expect(list.machines).toEqual(["CNC-101", "MIL-<2>"]);
  expect(list.made).toMatchObject([{ uid: "shift@7", title: "滨江一厂: 班次报告" }]);
  const answer = await get("/api/v1/reports/made/shift%407");
  expect(answer.body).toBe("<style>p{}</style>");
  expect(answer.headers["content-disposition"]).toBe('attachment; filename="shift-7.html"');
  expectProblem(await get("/api/v1/reports/made/shift%408"), 404, "not-found");
});

it("refuses kinds, times and machines that do not exist, and says when there are no reports", async () => {
  startWithReports();
  expectProblem(await get("/api/v1/reports/week"), 400, "bad-request");
  expectProblem(await get("/api/v1/reports/shift?at=soon"), 400, "bad-request");
  expectProblem(await get("/api/v1/reports/machine?asset=X"), 404, "not-found");
});

it("answers 503 where the edge makes none", async () => {
  start();
  expectProblem(await get("/api/v1/reports"), 503, "unavailable");
});
