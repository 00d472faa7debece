import { freePort } from "./free-port.ts";

const MACHINES = ["TURNING", "MILLING", "ROBOTS", "PROCESS", "ASSEMBLY", "UTILITIES", "MODBUS"];

/**
 * Environment of an edge with the demo's config that must find no machines. Without it, the edge would read the
 * machines of any demo that runs on this computer, and its STATE offline would stop that demo's meters.
 */
export async function nobody(): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const name of [...MACHINES.map((machine) => `GEMBA_SIM_${machine}`), "GEMBA_MQTT"])
    env[name] = String(await freePort());
  return env;
}
