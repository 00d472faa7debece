/** The method of the config with its tables filled in, and the items of inspections. Pure. */
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { CONTROL_LAYERS } from "../../contracts/safety/register.ts";
import { METHOD_DEFAULTS, type RiskMethod } from "../../contracts/safety/risk.ts";
import type { RegisterConfig } from "./config.ts";

export function methodOf({
  kind,
  likelihood,
  exposure,
  severity,
  bands,
  matrix,
}: RegisterConfig["method"]): RiskMethod {
  const usual = METHOD_DEFAULTS[kind];
  return {
    kind,
    likelihood: likelihood ?? usual.likelihood,
    exposure: exposure ?? usual.exposure,
    severity: severity ?? usual.severity,
    bands: (bands as RiskMethod["bands"] | undefined) ?? usual.bands,
    matrix: matrix ?? usual.matrix,
  };
}

interface Item {
  readonly text: LocalizedText;
  readonly hazard: string | null;
}

/** Items of an inspection: its own, then the measures of its hazards, layer by layer (rule SR20). */
export function itemsOf(
  { hazards }: Pick<RegisterConfig, "hazards">,
  inspection: Pick<RegisterConfig["inspections"][number], "hazards" | "items">,
): readonly Item[] {
  const ofHazards = inspection.hazards.flatMap((id) => {
    const hazard = hazards.find((one) => one.id === id);
    if (hazard === undefined) return [];
    const measures = CONTROL_LAYERS.flatMap((layer) => hazard.controls[layer]);
    return measures.map(({ zh, en }) => ({
      text: { zh: `${hazard.name.zh}：${zh}`, en: `${hazard.name.en}: ${en}` },
      hazard: id,
    }));
  });
  return [...inspection.items.map((text) => ({ text, hazard: null })), ...ofHazards];
}
