/** Kinds of permits as people read them, and what a kind and level demand of one permit. Pure. */
import type { PermitDemands } from "../../contracts/safety/permit.ts";
import type { PermitKind } from "../../contracts/safety/register.ts";
import type { PermitKindConfig } from "./config.ts";

export function permitKindOf({ levels, id, name, ...config }: PermitKindConfig): PermitKind {
  const { maxHours, approver, ...demands } = config;
  return {
    id,
    name,
    maxHours,
    approver,
    levels: levels.map((level) => ({
      id: level.id,
      name: level.name,
      maxHours: level.maxHours ?? maxHours,
      approver: level.approver ?? approver,
    })),
    demands,
  };
}

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
