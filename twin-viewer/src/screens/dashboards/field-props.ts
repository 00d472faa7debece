import type { Panel } from "../../../../edge/contracts/dashboards/dashboard.ts";
import type { PanelContext } from "./scope.ts";

/** A change of some options; undefined removes one. */
export type Patch = Readonly<Record<string, unknown>>;

export interface FieldProps {
  readonly panel: Panel;
  readonly context: PanelContext;
  readonly patch: (values: Patch) => void;
}
