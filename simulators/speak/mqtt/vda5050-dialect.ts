import type { Vehicle, VehicleOrder } from "../../kernel/contract.ts";

type Body = Record<string, unknown>;

/** Messages of one version of VDA 5050. */
export interface Dialect {
  readonly version: "2.1.0" | "3.0.0";
  /** First levels of every topic. */
  readonly root: string;
  /** Connection state in the will. */
  readonly broken: string;
  state(vehicle: Vehicle, order: VehicleOrder | null): Body;
  /** `stateHeaderId` is that of the state sent last. */
  visualization(vehicle: Vehicle, stateHeaderId: number): Body;
  order(order: VehicleOrder): Body;
  factsheet(): Body;
}
