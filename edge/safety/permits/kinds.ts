/** Kinds of permits as people read them. Pure. */
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
