import type { Panel, PanelKind } from "../../../../../edge/contracts/dashboards/dashboard.ts";
import type { PanelContext } from "../scope.ts";

/** What every panel gets: its options, and where it is. */
export interface PanelProps<Kind extends PanelKind = PanelKind> {
  readonly panel: Extract<Panel, { kind: Kind }>;
  readonly context: PanelContext;
}
