import { once } from "node:events";
import { ServerTCP } from "modbus-serial";
import { type PlantMeters, speaksModbus } from "../../meters/plant-meters.ts";
import type { Wire } from "../../wire.ts";
import { MeterRegisters } from "./meter-registers.ts";
import type { RegisterEntry } from "./register-map.ts";

/** Answers any unit identifier, as most devices with an Ethernet port of their own do. */
const ANY_UNIT = 255;
/** Illegal data address (Modbus Application Protocol 1.1b3, 7). */
const NO_SUCH_REGISTER = 2;

export interface ModbusSimulator {
  /** Follows the network; after every step. */
  publish(): void;
  close(): Promise<void>;
}

/** Starts the Modbus TCP meter on the loopback. Throws where the port is taken. */
export async function startModbusMeter(options: {
  readonly meters: PlantMeters;
  readonly wire: Wire;
  readonly port: number;
}): Promise<ModbusSimulator> {
  const { meters, wire, port } = options;
  const meter = meters.all.find(({ id }) => speaksModbus(id));
  if (meter === undefined) throw new Error("the plant has no Modbus meter");
  const registers = new MeterRegisters(meter);
  const read = (table: RegisterEntry["table"]) => (address: number) => {
    const value = registers.read(table, address);
    if (value === undefined)
      throw Object.assign(new Error(`no ${table} register ${address}`), { modbusErrorCode: NO_SUCH_REGISTER });
    return value;
  };
  const listen = () =>
    new ServerTCP(
      { getInputRegister: read("input"), getHoldingRegister: read("holding") },
      { host: "127.0.0.1", port, unitID: ANY_UNIT },
    );
  let server: ServerTCP | undefined = listen();
  // The library reports an occupied port by a separate event.
  await Promise.race([
    once(server, "initialized"),
    once(server, "serverError").then(([error]) => Promise.reject(error as Error)),
  ]);
  const cut = () =>
    new Promise<void>((resolve) => {
      if (server === undefined) return resolve();
      server.close(() => resolve());
      for (const socket of server.socks.keys()) socket.destroy();
    });
  return {
    publish() {
      if (wire.isDown("meters") && server !== undefined) {
        void cut();
        server = undefined;
      } else if (!wire.isDown("meters") && server === undefined) server = listen();
    },
    close: cut,
  };
}
