/** Reports of the small plant of `fakes/reports`, with the headers of the API. */
import type { ServerResponse } from "node:http";
import { REPORT_KINDS, type ReportKind } from "../../../edge/contracts/reports/document.ts";
import type { ReportFormat } from "../../../edge/contracts/reports/question.ts";
import type { ReportParts } from "../../../edge/reports/asked.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { render } from "../../../edge/reports/maker.ts";
import { NOW, reportParts } from "../reports/parts.ts";
import { fakeAdvice } from "./advice.ts";

const ROUTE = "/api/v1/reports";

/** With recommendations, and an alarm that stands. */
function briefParts(): ReportParts {
  const parts = reportParts({ now: NOW });
  const [given] = parts.alerts.history(0, NOW, 1);
  if (given === undefined) throw new Error("the fake plant has an alert");
  const { clearedAt: _, ...standing } = given;
  const response = {
    action: { zh: "检查冷却泵和过滤器", en: "Check the coolant pump and its filter" },
    consequence: { zh: "主轴停机", en: "The spindle stops" },
    withinS: 600,
  };
  Object.assign(parts.alerts, { list: [{ ...standing, priority: 1, response }] });
  return { ...parts, advice: fakeAdvice };
}

/** Whether the address was one of reports, and is answered. */
export async function answerReport({ pathname, searchParams }: URL, response: ServerResponse): Promise<boolean> {
  if (pathname === ROUTE) {
    const made = [{ uid: "shift@1", title: "Binjiang: Shift report", spanText: "2026-11-24", file: "shift.pdf" }];
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify({ kinds: REPORT_KINDS, machines: ["CNC-101", "MIL-<2>"], made }));
    return true;
  }
  if (!pathname.startsWith(`${ROUTE}/`)) return false;
  const asked = (name: string) => searchParams.get(name) ?? undefined;
  const [asset, area, order] = [asked("asset"), asked("area"), asked("order")];
  const document = await makeReport(
    pathname.endsWith("/brief") ? briefParts() : reportParts({ now: NOW }),
    { kind: "local", origin: "127.0.0.1" },
    {
      kind: pathname.slice(ROUTE.length + 1) as ReportKind,
      language: asked("lang") === "en" ? "en" : "zh",
      viewer: "http://localhost",
      ...(asset === undefined ? {} : { asset }),
      ...(area === undefined ? {} : { area }),
      ...(order === undefined ? {} : { order: "ORD-1" }),
    },
  );
  const { body, type, policy } = await render(document, (asked("format") ?? "html") as ReportFormat);
  if (policy !== undefined) response.setHeader("content-security-policy", policy);
  response.writeHead(200, { "content-type": type });
  response.end(body);
  return true;
}
