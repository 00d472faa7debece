import { defineSource } from "../../contracts/path/plugin.ts";
import { bindingProblems, ModbusAddress, ModbusBinding, ModbusConfig } from "./config.ts";
import { connectModbus } from "./session.ts";

/** Missed answers after which a unit counts as silent. */
const MISSED_ANSWERS = 3;

/** Modbus TCP: meters, drives, inverters; directly or behind a gateway. */
export const modbusSource = defineSource({
  kind: "modbus",
  summary: "Modbus TCP devices and gateways, by register or by SunSpec point. It only reads.",
  config: ModbusConfig,
  address: ModbusAddress,
  binding: ModbusBinding,
  checkBinding: (binding) => bindingProblems(binding),
  peerOf: ({ host, port }) => `${host}:${port}`,
  linkOf: ({ unit }) => `unit-${unit}`,
  describe: ({ unit }, { register, sunspec, table, bit }) =>
    sunspec === undefined
      ? `unit ${unit} ${table} ${register}${bit === undefined ? "" : `.${bit}`}`
      : `unit ${unit} SunSpec ${sunspec.model} offset ${sunspec.offset}`,
  staleAfterMs: (config) => MISSED_ANSWERS * config.expectEveryMs,
  create: (config, context) => ({ connect: (signal) => connectModbus(config, context, signal) }),
});
