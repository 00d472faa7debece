import { freePort } from "./free-port.ts";

const MACHINES = ["TURNING", "MILLING", "ROBOTS", "PROCESS", "ASSEMBLY", "UTILITIES", "MODBUS"];

/**
 * Environment of an edge on the demo's config that shall find no machines. Without it, it reads those of any demo that
 * runs on this machine, and its goodbye as Sparkplug host sends that demo's meters off.
 */
export async function nobody(): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const name of [...MACHINES.map((machine) => `GEMBA_SIM_${machine}`), "GEMBA_MQTT"])
    env[name] = String(await freePort());
  return env;
}
