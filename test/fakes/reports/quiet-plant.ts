/** A quiet plant for briefs, and the lines of one. */
import type { Caller } from "../../../edge/api/services/caller.ts";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { ReportParts } from "../../../edge/reports/asked.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { NOW, reportParts } from "./parts.ts";

export const caller: Caller = { kind: "local", origin: "127.0.0.1" };

/** The lines of a brief as texts, and the whole document. */
export async function briefOf(parts: ReportParts, language: "zh" | "en" = "en") {
  const document = await makeReport(parts, caller, { kind: "brief", language, viewer: "https://gemba.example" });
  const [table] = document.sections[0]?.blocks ?? [];
  if (table?.kind !== "table") throw new Error("the brief has no table");
  return { document, table, lines: table.rows.map((row) => row.map(({ text }) => text.replace(/\s/g, " "))) };
}

/** The quiet plant: nothing stands, every day is like the one before. */
export function quiet(): ReportParts {
  const parts = reportParts({ without: ["material"] });
  let now = NOW;
  const { production } = parts;
  if (production === undefined) throw new Error("the fake plant has production");
  Object.assign(parts.alerts, { list: [] });
  // The clock goes on while the report is made.
  return {
    ...parts,
    now: () => (now += 1_000),
    production: { ...production, states: () => [], stops: () => [] } as typeof production,
  };
}

export function alarm(over: Partial<AlertView>): AlertView {
  const [given] = reportParts().alerts.history(0, NOW, 1);
  if (given === undefined) throw new Error("the fake plant has an alert");
  const { clearedAt: _, ...standing } = given;
  return { ...standing, annunciation: "alarm", ...over };
}
