import { readFileSync } from "node:fs";
import { EdgeError } from "../contracts/errors.ts";
import type { InspectionRequest } from "../contracts/path/source-capabilities.ts";
import { fromUser, type Options } from "./options.ts";

/** The files that `--ca`, `--cert` and `--key` name, as text. Throws EdgeError `bad-request`. */
export function tlsTexts({ ca, cert, key }: Options["tls"]): InspectionRequest["tls"] {
  if ((cert === undefined) !== (key === undefined))
    throw new EdgeError(
      "bad-request",
      "--cert and --key go together: the certificate for the broker, and its private key",
    );
  const read = (option: string, file: string): string => {
    try {
      const text = readFileSync(fromUser(file), "utf8");
      if (text.includes("-----BEGIN ")) return text;
    } catch (error) {
      throw new EdgeError(
        "bad-request",
        `cannot read ${file} (${(error as NodeJS.ErrnoException).code}); --${option} names a PEM file`,
      );
    }
    throw new EdgeError(
      "bad-request",
      `${file} is not PEM text; convert it with: openssl x509 -inform der -in ${file}`,
    );
  };
  return {
    ...(ca === undefined ? {} : { ca: read("ca", ca) }),
    ...(cert === undefined || key === undefined ? {} : { cert: read("cert", cert), key: read("key", key) }),
  };
}
