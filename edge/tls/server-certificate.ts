import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import type { Logger } from "pino";
import type { StoredCertificate } from "../contracts/access/certificate.ts";
import type { ServerCertificate, TlsConfig } from "../contracts/access/tls.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Jobs } from "../observe/jobs.ts";
import { Listeners } from "../observe/listeners.ts";

/** The edge looks at the files this often: a program that renews a certificate does not notify the edge. */
const LOOK_EVERY_MS = 10_000;
const DAY_MS = 86_400_000;

export interface CertificateOptions {
  readonly tls: TlsConfig;
  /** Folder that relative paths start from. */
  readonly folder: string;
  readonly dataDir: string;
  readonly hosts: readonly string[];
  readonly log: Logger;
  readonly jobs: Pick<Jobs, "start">;
}

export interface OpenCertificate extends ServerCertificate {
  /** For the expiry alerts. */
  list(): readonly StoredCertificate[];
  close(): Promise<void>;
}

/**
 * The certificate that the edge serves with: the plant's own, or one of a local authority. Changes of the files apply
 * without a restart. Throws EdgeError `bad-config`.
 */
export async function openServerCertificate({
  tls,
  folder,
  dataDir,
  hosts,
  log,
  jobs,
}: CertificateOptions): Promise<OpenCertificate> {
  const filesNow = async () =>
    tls === "local"
      ? await (await import("./local-ca.ts")).ensureLocalCertificate(dataDir, hosts)
      : { certFile: resolve(folder, tls.cert), keyFile: resolve(folder, tls.key) };
  let files = await filesNow();
  let current = read(files);
  let seen = stampOf(files);
  let madeAt = performance.now();
  const listeners = new Listeners<[pair: { cert: string; key: string }]>("the certificate", log);
  const look = async (): Promise<void> => {
    if (tls === "local" && performance.now() - madeAt > DAY_MS) {
      files = await filesNow();
      madeAt = performance.now();
    }
    const stamp = stampOf(files);
    if (stamp === seen) return;
    seen = stamp;
    try {
      current = read(files);
      listeners.notify(current);
      log.info({ validTo: new X509Certificate(current.cert).validTo }, "the certificate was reloaded");
    } catch (error) {
      log.error({ reason: reasonOf(error) }, "the new certificate cannot be used; the previous one stays in use");
    }
  };
  const job = jobs.start({ name: "certificate", everyMs: LOOK_EVERY_MS, run: look });
  return {
    get pair() {
      return current;
    },
    onChange: (listener) => void listeners.add(listener),
    look,
    list: () => [storedOf(current.cert)],
    close: () => job.stop(),
  };
}

function read({ certFile, keyFile }: { certFile: string; keyFile: string }): { cert: string; key: string } {
  try {
    const pair = { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
    // Throws when certificate and key do not belong together.
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw new EdgeError(
      "bad-config",
      `the certificate ${certFile} with the key ${keyFile} cannot be used; give a PEM chain and its PEM key under ` +
        "api.tls, readable to the edge",
      {
        cause: error,
      },
    );
  }
}

/** Files that are being replaced may be missing for a moment. */
function stampOf({ certFile, keyFile }: { certFile: string; keyFile: string }): string {
  return [certFile, keyFile]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((stat) => (stat === undefined ? "-" : `${stat.ino} ${stat.mtimeMs} ${stat.size}`))
    .join(" | ");
}

function storedOf(pem: string): StoredCertificate {
  const { subject, issuer, fingerprint, validFrom, validTo } = new X509Certificate(pem);
  return {
    place: "own",
    thumbprint: fingerprint.replaceAll(":", "").toLowerCase(),
    applicationUri: "",
    use: "tls",
    subject,
    issuer,
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
  };
}
