import type { OutOfService, OutOfServiceEntry, ServiceScope } from "../../../contracts/alerts/out-of-service.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";

export interface OutOfServiceDeps {
  /** Absent where the edge keeps no such list. */
  readonly services?: OutOfService;
  now(): Micros;
}

/** Rules and assets that are out of service. Throws EdgeError `unavailable`. */
export function listOutOfService({ services }: OutOfServiceDeps, caller: Caller): readonly OutOfServiceEntry[] {
  demand(caller, "GET /api/v1/out-of-service");
  return kept(services).list();
}

/** Takes a rule of an asset, or the whole asset, out of service. Throws EdgeError as `OutOfService.remove` does. */
export async function removeFromService(
  { services, now }: OutOfServiceDeps,
  caller: Caller,
  { scope, reason }: { readonly scope: ServiceScope; readonly reason: string },
): Promise<OutOfServiceEntry> {
  demand(caller, "POST /api/v1/out-of-service");
  return await kept(services).remove(scope, { at: now(), principal: principalFrom(caller), reason });
}

/** Returns a rule or an asset to service. Throws EdgeError as `OutOfService.return` does. */
export async function returnToService(
  { services, now }: OutOfServiceDeps,
  caller: Caller,
  scope: ServiceScope,
): Promise<void> {
  demand(caller, "POST /api/v1/out-of-service/return");
  await kept(services).return(scope, { at: now(), principal: principalFrom(caller) });
}

function kept(services: OutOfService | undefined): OutOfService {
  if (services === undefined) throw new EdgeError("unavailable", "This edge keeps no list of what is out of service.");
  return services;
}
