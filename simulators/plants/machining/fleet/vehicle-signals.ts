import type { Vehicle } from "../../../kernel/contract.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";

const E_STOPS = { NONE: 0, AUTOACK: 1, MANUAL: 2, REMOTE: 3 } as const;

/** The values of a vehicle's VDA 5050 state and visualization, named as in the demo config. */
export function vehicleSignals(vehicle: Vehicle): readonly Signal[] {
  const list = new SignalList(vehicle.id);
  list.analog("pose/x", "m", { resolution: 0.0001, read: () => vehicle.pose.x });
  list.analog("pose/y", "m", { resolution: 0.0001, read: () => vehicle.pose.y });
  list.analog("pose/theta", "rad", { resolution: 0.0001, read: () => vehicle.pose.theta });
  list.analog("pose/localization-score", "1", { resolution: 0.001, read: () => vehicle.localizationScore });
  list.analog("drive/speed", "m/s", { resolution: 0.0001, read: () => vehicle.velocity.vx });
  list.analog("drive/turn-rate", "rad/s", { resolution: 0.0001, read: () => vehicle.velocity.omega });
  list.flag("drive/driving", () => vehicle.driving);
  list.flag("drive/paused", () => vehicle.paused);
  list.analog("drive/distance-since-last-node", "m", { resolution: 0.001, read: () => vehicle.distanceSinceLastNodeM });
  list.analog("battery/charge", "%", { resolution: 0.01, read: () => vehicle.battery.percent });
  list.analog("battery/voltage", "V", { resolution: 0.01, read: () => vehicle.battery.volt });
  list.analog("battery/current", "A", { resolution: 0.01, read: () => vehicle.battery.ampere });
  list.flag("battery/charging", () => vehicle.charging);
  list.text("load/pallet", () => vehicle.load?.palletId ?? "");
  list.analog("load/weight", "kg", { resolution: 0.1, read: () => vehicle.load?.weightKg ?? 0 });
  list.count("safety/emergency-stop-type", () => E_STOPS[vehicle.eStop]);
  list.flag("safety/field-violation", () => vehicle.fieldViolation);
  list.count("operating-mode", () => 0);
  list.text("order/id", () => vehicle.order?.orderId ?? "");
  list.count("order/update", () => vehicle.order?.orderUpdateId ?? 0);
  list.text("order/last-node", () => vehicle.lastNodeId);
  list.count("order/last-node-sequence", () => vehicle.lastNodeSequenceId);
  list.count("order/nodes-left", () =>
    vehicle.order === null ? 0 : vehicle.order.nodes.length - 1 - vehicle.lastNodeSequenceId / 2,
  );
  list.count("fault/count", () => vehicle.errors.length);
  list.text("fault/first", () => vehicle.errors[0]?.errorType ?? "");
  return list.all;
}
