import type { DestinationStream, Level, Logger } from "pino";
import { pino } from "pino";
import { withoutPasswords } from "../contracts/path/peer.ts";

export type LogLevel = Level | "silent";

/** Keys whose values never reach a log, at any of the first three depths. */
const SECRET_KEYS = [
  "password",
  "passwd",
  "passphrase",
  "secret",
  "token",
  "apiKey",
  "authorization",
  "cookie",
  "privateKey",
  "credentials",
];

export interface LogOptions {
  readonly level: LogLevel;
  /** Standard output when absent. */
  readonly destination?: DestinationStream;
}

/** Makes the root of all logs. Each part takes a child: `log.child({ part: "opcua", source: name })`. */
export function createLog({ level, destination }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "***" },
    hooks: { streamWrite: withoutPasswords },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
