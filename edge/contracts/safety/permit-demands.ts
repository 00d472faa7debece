import type { PermitDemands } from "./permit.ts";
import type { PermitKind } from "./register.ts";

/** What a permit of this kind and level takes with it. */
export function demandsOf({ approver, levels, demands }: PermitKind, level: string | undefined): PermitDemands {
  return { ...demands, approver: levels.find(({ id }) => id === level)?.approver ?? approver };
}
