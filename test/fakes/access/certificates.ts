import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { has } from "../../run/needs.ts";

export const hasOpenssl = has(existsSync("/usr/bin/openssl"), "openssl (apt-get install openssl)");

/** A certificate with its key, as files and as PEM text. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

interface Issue {
  /** The name that the certificate is for. */
  readonly san?: string;
  readonly isExpired?: boolean;
}

export interface Authority extends Certificate {
  issue(subject: string, over?: Issue): Certificate;
}

const LONG_AGO = ["-not_before", "20200101000000Z", "-not_after", "20200102000000Z"];

/** A certificate authority in `folder` that signs for the loopback address. */
export function authority(folder: string, name: string): Authority {
  const run = (...args: string[]) =>
    execFileSync("/usr/bin/openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const files = (of: string): Certificate => {
    const certFile = join(folder, `${of}.pem`);
    const keyFile = join(folder, `${of}.key`);
    return { certFile, keyFile, cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  run("req", "-x509", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.pem`, "-subj", `/CN=${name}`, "-days", "2");
  return {
    ...files(name),
    issue(subject, { san = "IP:127.0.0.1", isExpired = false } = {}) {
      writeFileSync(join(folder, "san.cnf"), `subjectAltName=${san}\n`);
      run("req", ...newKey, "-keyout", `${subject}.key`, "-out", `${subject}.csr`, "-subj", `/CN=${subject}`);
      run(
        "x509",
        "-req",
        "-in",
        `${subject}.csr`,
        "-CA",
        `${name}.pem`,
        "-CAkey",
        `${name}.key`,
        "-CAcreateserial",
        "-out",
        `${subject}.pem`,
        ...(isExpired ? LONG_AGO : ["-days", "2"]),
        "-extfile",
        "san.cnf",
      );
      return files(subject);
    },
  };
}
