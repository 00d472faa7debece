/** Creates and renews the edge's own certificate for OPC UA. */
import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { OPCUACertificateManager } from "node-opcua-certificate-manager";
import { EdgeError } from "../../../contracts/errors.ts";
import { placeFileSync } from "../../../store/move-path.ts";
import { replaceFileSync } from "../../../store/replace-file.ts";
import { type CertificateFile, findOwn, ownApplicationUri, ownCertificateFile } from "./pki.ts";

/** The usual time that machines of a line run without changes; an alert announces the expiry 30 days ahead. */
const VALID_DAYS = 5 * 365;

/** Stores whose certificate is being made: connections that start together share one key. */
const making = new Map<string, Promise<void>>();

/** Our certificate; made with a new key (RSA 2048) when there is none. `applicationUri` is for a new one. */
export async function ensureOwnCertificate(pkiDir: string, applicationUri: string): Promise<CertificateFile> {
  if (!existsSync(ownCertificateFile(pkiDir))) {
    let made = making.get(pkiDir);
    if (made === undefined) {
      made = create(pkiDir, applicationUri).finally(() => making.delete(pkiDir));
      making.set(pkiDir, made);
    }
    await made;
  }
  return ownOf(pkiDir);
}

/**
 * A new certificate for the same key and ApplicationUri. Servers have to trust it
 * before the next connection; the old one is kept in `own/former`.
 */
export async function renewOwnCertificate(pkiDir: string, applicationUri: string): Promise<CertificateFile> {
  const file = ownCertificateFile(pkiDir);
  const uri = ownApplicationUri(pkiDir) ?? applicationUri;
  if (existsSync(file)) {
    const former = join(dirname(dirname(file)), "former");
    // The old one stays valid until the new one takes its place.
    replaceFileSync(join(former, `${ownOf(pkiDir).thumbprint}.pem`), readFileSync(file), { mode: 0o644 });
  }
  await create(pkiDir, uri);
  return ownOf(pkiDir);
}

function ownOf(pkiDir: string): CertificateFile {
  const own = findOwn(pkiDir);
  if (own === undefined)
    throw new EdgeError(
      "disk",
      `${ownCertificateFile(pkiDir)} is not a certificate; move it away and a new one is made`,
    );
  return own;
}

async function create(pkiDir: string, applicationUri: string): Promise<void> {
  const store = new OPCUACertificateManager({
    rootFolder: pkiDir,
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: true,
  });
  try {
    await store.initialize();
    const half = `${ownCertificateFile(pkiDir)}.${process.pid}.half`;
    await store.createSelfSignedCertificate({
      applicationUri,
      dns: [hostname()],
      outputFile: half,
      subject: `/CN=Gemba@${hostname().slice(0, 50)}/O=Gemba`,
      startDate: new Date(),
      validity: VALID_DAYS,
    });
    placeFileSync(half, ownCertificateFile(pkiDir));
  } finally {
    await store.dispose();
  }
}
