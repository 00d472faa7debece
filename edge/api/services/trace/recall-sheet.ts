import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { RecallQuestion } from "../../../contracts/production/recall.ts";
import type { RenderedReport } from "../../../contracts/reports/question.ts";
import { type Caller, demand } from "../caller.ts";
import type { ReportMaker } from "../reports/reports.ts";
import { DEFAULT_LISTED, following, type RecallDeps } from "./recall.ts";
import { type RecallPaper, recallDocument } from "./recall-document.ts";
import { onRecallRecord } from "./recall-record.ts";

export interface RecallSheetDeps extends RecallDeps {
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly reports?: Pick<ReportMaker, "render">;
}

/** A recall on paper. Throws EdgeError `bad-request`, `unavailable`. */
export async function recallPdf(
  { recalls, reports, plant, journal }: RecallSheetDeps,
  caller: Caller,
  { language, madeAt, ...question }: RecallQuestion & Pick<RecallPaper, "language" | "madeAt">,
): Promise<RenderedReport & { readonly entry: number | null }> {
  demand(caller, "POST /api/v1/trace/recall.pdf");
  if (reports === undefined) throw new EdgeError("unavailable", "This edge makes no reports.");
  const reader = following(recalls);
  const recall = await reader.recall(question, DEFAULT_LISTED);
  const simulated = plant.assets.some((asset) => asset.simulated);
  const { isCurrent } = reader;
  const record = await onRecallRecord(journal, recall, { caller, question, as: "pdf" });
  const about = { site: plant.site, simulated, isCurrent, language, madeAt, record };
  return { ...(await reports.render(recallDocument(recall, question, about), "pdf")), entry: record.entry };
}
