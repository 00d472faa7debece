/** The controller of an import, from its URL: `s7://192.168.0.1:102?slot=2&rack=0&connection=op`. */
import { EdgeError } from "../../../contracts/errors.ts";
import { CONNECTIONS, type Connection, TSAP } from "../config.ts";

export const S7_URLS = /^s7:\/\//i;
/** Keys that name a controller, each with the default of the source's config. */
export const IDENTITY = { host: null, port: 102, rack: 0, slot: 1 } as const;

/** Part of the source's config. */
export interface S7Target {
  readonly host: string;
  readonly port: number;
  readonly connection: Connection;
  readonly rack: number;
  readonly slot: number;
  readonly tsap?: { readonly local: string; readonly remote: string };
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
  const asked = url.searchParams.get("connection") ?? "op";
  const connection = CONNECTIONS.find((one) => one === asked);
  if (connection === undefined)
    throw new EdgeError("bad-request", `connection of ${endpoint} is one of ${CONNECTIONS.join(", ")}`);
  const tsap = tsapOf(url);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? IDENTITY.port : Number(url.port),
    connection,
    rack: number("rack", IDENTITY.rack, 7),
    slot: number("slot", IDENTITY.slot, 31),
    ...(tsap === undefined ? {} : { tsap }),
  };
}

/** Both TSAPs in place of rack and slot, as `?local=02.00&remote=02.00`. */
function tsapOf({ searchParams, href }: URL): S7Target["tsap"] {
  const [local, remote] = [searchParams.get("local"), searchParams.get("remote")];
  if (local === null && remote === null) return undefined;
  const isTsap = (text: string | null): text is string => text !== null && new RegExp(TSAP).test(text);
  if (isTsap(local) && isTsap(remote)) return { local, remote };
  throw new EdgeError("bad-request", `local and remote of ${href} are TSAPs such as 02.00`);
}
