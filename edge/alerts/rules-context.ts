import type { TwinModel } from "../contracts/path/twin.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import type { SectionContext } from "../contracts/plant/section.ts";
import type { DetectorContext, RuleDetector } from "../detect/rules/rule-detector.ts";
import type { GroupReaderParts } from "./groups/alert-group-reader.ts";
import type { OpenAlertBook } from "./open-alert-book.ts";

/** Rules watch the twin and write the alert book. */
export interface RulesContext extends SectionContext {
  readonly twin: TwinModel;
  readonly book: Pick<OpenAlertBook, "follow" | "apply"> & GroupReaderParts["book"];
  readonly assets: readonly AssetConfig[];
  /** Findings that may be the cause of silence and strain. */
  readonly causes: NonNullable<DetectorContext["causes"]>;
  readonly graphOf: GroupReaderParts["graphOf"];
  /** Detectors that no config changes, such as for certificates. */
  readonly fixed: readonly RuleDetector[];
}
