import type { Principal } from "../access/journal.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid } from "../plant/tag.ts";
import type { Mark } from "./alert.ts";

/** Scope that is out of service, beyond single alerts: one rule of an asset, raised or not, or every alert of it. */
export interface ServiceScope {
  readonly assetUid: AssetUid;
  /** Absent: the whole asset. */
  readonly rule?: string;
}

/** A scope that was taken out of service; `comment` of the mark is the reason. */
export type OutOfServiceEntry = ServiceScope & { readonly mark: Mark };

/**
 * Rules and assets that are out of service (ISA-18.2, state I). Both actions resolve when they are on disk and in the
 * audit log.
 */
export interface OutOfService {
  list(): readonly OutOfServiceEntry[];
  /** Throws EdgeError `not-found` for an unknown scope, `conflict` when it is out already, `disk`. */
  remove(
    scope: ServiceScope,
    act: { readonly at: Micros; readonly principal: Principal; readonly reason: string },
  ): Promise<OutOfServiceEntry>;
  /** Throws EdgeError `conflict` when it is in service, `disk`. */
  return(scope: ServiceScope, act: { readonly at: Micros; readonly principal: Principal }): Promise<void>;
}
