/**
 * The edge's certificate store for OPC UA (OPC 10000-12, 7.8): its own certificate, the trusted and the refused ones.
 * One folder serves all connections of an edge:
 *
 *   own/certs, own/private     our certificate and key
 *   trusted/certs              servers, or issuers of servers, that an operator trusts
 *   rejected                   servers that were refused and wait for a decision
 *
 * A decision is a file that moves, so a running edge sees it at its next attempt.
 */
import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { uuidv7 } from "../../../batch/uuidv7.ts";
import type { StoredCertificate } from "../../../contracts/access/certificate.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { movePathSync } from "../../../store/move-path.ts";
import { replaceFileSync } from "../../../store/replace-file.ts";

type CertificatePlace = StoredCertificate["place"];

/** With the file that holds it. */
export interface CertificateFile extends StoredCertificate {
  readonly file: string;
}

const FOLDERS: Readonly<Record<CertificatePlace, string>> = {
  own: join("own", "certs"),
  trusted: join("trusted", "certs"),
  rejected: "rejected",
};
const CERTIFICATE_FILE = /\.(pem|der|crt|cer)$/i;
const MAX_FILE_BYTES = 64 * 1024;
/** Refused certificates kept, newest first: a server can make a new one for every attempt. */
const MAX_REJECTED = 100;
const MIN_THUMBPRINT_DIGITS = 6;

/** Folder of an edge's store in its data folder. */
export function pkiFolder(dataDir: string): string {
  return join(dataDir, "pki");
}

/** ApplicationUri for a new certificate. An existing certificate has its own: `ownApplicationUri`. */
export function applicationUriOf(id: string): string {
  return `urn:${hostname()}:gemba:${id}`;
}

/** For a command that may be the first to make the certificate, before the edge has an id. */
export function temporaryApplicationUri(): string {
  return applicationUriOf(uuidv7());
}

/** File of our certificate, as the client library names it. */
export function ownCertificateFile(pkiDir: string): string {
  return join(pkiDir, FOLDERS.own, "client_certificate.pem");
}

/** Everything in the store that can be read as a certificate. */
export function listCertificates(pkiDir: string): CertificateFile[] {
  return (["own", "trusted", "rejected"] as const).flatMap((place) =>
    filesIn(join(pkiDir, FOLDERS[place])).flatMap((file) => readStored(place, file) ?? []),
  );
}

/**
 * The certificate whose thumbprint begins with these digits. Throws EdgeError `not-found`, or `bad-request` when
 * several do.
 */
function findCertificate(pkiDir: string, thumbprint: string, places: readonly CertificatePlace[]): CertificateFile {
  const wanted = thumbprint.toLowerCase().replace(/[^0-9a-f]/g, "");
  if (wanted.length < MIN_THUMBPRINT_DIGITS)
    throw new EdgeError("bad-request", `give at least ${MIN_THUMBPRINT_DIGITS} hex digits of the thumbprint`);
  const found = listCertificates(pkiDir).filter(
    (one) => places.includes(one.place) && one.thumbprint.startsWith(wanted),
  );
  if (new Set(found.map((one) => one.thumbprint)).size > 1)
    throw new EdgeError("bad-request", `${found.length} certificates begin with ${wanted}; give more digits`);
  const [only] = found;
  if (only === undefined)
    throw new EdgeError(
      "not-found",
      `no certificate among ${places.join(", ")} begins with ${wanted}; list them first`,
    );
  return only;
}

/** Puts a refused certificate among the trusted ones. The edge's next attempt finds it. */
export function trustCertificate(pkiDir: string, thumbprint: string): CertificateFile {
  return move(pkiDir, findCertificate(pkiDir, thumbprint, ["rejected", "trusted"]), "trusted");
}

/** Trusts the certificate in a file, such as that of a simulated machine, before its first connection. */
export function trustFile(pkiDir: string, file: string): void {
  const der = derOf(file);
  const folder = join(pkiDir, FOLDERS.trusted);
  replaceFileSync(join(folder, `${thumbprintOf(der)}.der`), der, { mode: 0o644 });
}

/** Revokes trust. An open connection ends at its next renewal or reconnect. */
export function rejectCertificate(pkiDir: string, thumbprint: string): CertificateFile {
  return move(pkiDir, findCertificate(pkiDir, thumbprint, ["trusted", "rejected"]), "rejected");
}

function move(pkiDir: string, certificate: CertificateFile, place: CertificatePlace): CertificateFile {
  if (certificate.place === place) return certificate;
  const folder = join(pkiDir, FOLDERS[place]);
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const file = join(folder, basename(certificate.file));
  movePathSync(certificate.file, file);
  return { ...certificate, place, file };
}

/** Deletes the oldest refused certificates beyond the bound; returns how many. */
export function pruneRejected(pkiDir: string): number {
  const files = filesIn(join(pkiDir, FOLDERS.rejected));
  const old = files
    .map((file) => ({ file, at: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at)
    .slice(MAX_REJECTED);
  for (const { file } of old) rmSync(file, { force: true });
  return old.length;
}

/** SHA-1, by which OPC UA and the trust lists of controllers identify a certificate (OPC 10000-6, 6.7.2). */
export function thumbprintOf(der: Uint8Array): string {
  return createHash("sha1").update(der).digest("hex");
}

/** DER form of a stored certificate, which controllers import. */
export function derOf(file: string): Buffer {
  return new X509Certificate(readFileSync(file)).raw;
}

/** Our certificate, or undefined before there is one. */
export function findOwn(pkiDir: string): CertificateFile | undefined {
  return readStored("own", ownCertificateFile(pkiDir));
}

/**
 * The ApplicationUri of our certificate: servers compare it with the one that the client sends. Undefined before there
 * is one.
 */
export function ownApplicationUri(pkiDir: string): string | undefined {
  const uri = findOwn(pkiDir)?.applicationUri;
  return uri === "" ? undefined : uri;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => CERTIFICATE_FILE.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new EdgeError(
      "disk",
      `cannot read the certificate store ${folder} (${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
    );
  }
}

/** Undefined for a file that is not a certificate, or that has moved meanwhile. */
function readStored(place: CertificatePlace, file: string): CertificateFile | undefined {
  try {
    if (statSync(file).size > MAX_FILE_BYTES) return undefined;
    const certificate = new X509Certificate(readFileSync(file));
    return {
      place,
      thumbprint: thumbprintOf(certificate.raw),
      subject: certificate.subject.replaceAll("\n", ", "),
      issuer: certificate.issuer.replaceAll("\n", ", "),
      applicationUri: /URI:([^,]+)/.exec(certificate.subjectAltName ?? "")?.[1]?.trim() ?? "",
      validFrom: certificate.validFromDate.getTime(),
      validTo: certificate.validToDate.getTime(),
      file,
    };
  } catch {
    return undefined;
  }
}
