import type { PermitDemands } from "./permit.ts";
import type { PermitKind } from "./register.ts";

/** What a permit of this kind and level takes with it. */
export function demandsOf({ approver, levels, demands }: PermitKind, level: string | undefined): PermitDemands {
  const { gases, checklist, excludes, limits, keepOut } = demands;
  return {
    ...demands,
    approver: levels.find(({ id }) => id === level)?.approver ?? approver,
    gases: gases.map((gas) => ({ ...gas })),
    checklist: [...checklist],
    excludes: [...excludes],
    limits: limits.map((limit) => ({ ...limit })),
    keepOut: [...keepOut],
  };
}
