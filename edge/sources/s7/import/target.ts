/** The controller of an import, from its URL: `s7://192.168.0.1:102?slot=2&rack=0&connection=op`. */
import { EdgeError } from "../../../contracts/errors.ts";

export const S7_URLS = /^s7:\/\//i;
const CONNECTIONS = ["pg", "op", "basic"];

/** Part of the source's config. */
export interface S7Target {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly connection: string;
  readonly rack: number;
  readonly slot: number;
}

/** Throws EdgeError `bad-request`. */
export function targetOf(endpoint: string): S7Target {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || url.hostname === "")
    throw new EdgeError("bad-request", `${endpoint} is no address such as s7://192.168.0.1?slot=2`);
  const number = (key: string, otherwise: number, most: number): number => {
    const text = url.searchParams.get(key);
    const value = text === null ? otherwise : Number(text);
    if (Number.isInteger(value) && value >= 0 && value <= most) return value;
    throw new EdgeError("bad-request", `${key} of ${endpoint} is a whole number from 0 to ${most}`);
  };
  const connection = url.searchParams.get("connection") ?? "op";
  if (!CONNECTIONS.includes(connection))
    throw new EdgeError("bad-request", `connection of ${endpoint} is one of ${CONNECTIONS.join(", ")}`);
  return {
    name: "plc",
    host: url.hostname,
    port: url.port === "" ? 102 : Number(url.port),
    connection,
    rack: number("rack", 0, 7),
    slot: number("slot", 1, 31),
  };
}
