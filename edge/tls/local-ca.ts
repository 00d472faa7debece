/** A certificate authority of the edge's own, for plants that have none: it signs one certificate, the edge's. */
import "reflect-metadata";
import { createPrivateKey, X509Certificate as StoredX509, webcrypto } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { replaceFileSync } from "../store/replace-file.ts";

cryptoProvider.set(webcrypto as never);

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
/** Browsers refuse server certificates that are valid for longer. */
const SERVER_DAYS = 397;
/** Renewed this long before it expires, so that no certificate expires while the edge runs. */
const RENEW_BEFORE_DAYS = 30;

export interface LocalCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

/** Path of the authority's certificate, for `gemba tls`. */
export function caFileIn(dataDir: string): string {
  return join(dataDir, "tls", "ca.pem");
}

/**
 * The edge's certificate for these names and this machine's. Creates the authority and the certificate where they are
 * missing, expire soon, or lack a name.
 */
export async function ensureLocalCertificate(
  dataDir: string,
  hosts: readonly string[],
  now = Date.now(),
): Promise<LocalCertificate> {
  const dir = join(dataDir, "tls");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files = { certFile: join(dir, "server.pem"), keyFile: join(dir, "server.key"), caFile: caFileIn(dataDir) };
  const caKeyFile = join(dir, "ca.key");
  if (!existsSync(files.caFile) || !existsSync(caKeyFile)) await makeAuthority(files.caFile, caKeyFile, now);
  const names = [
    ...new Set([
      "localhost",
      "127.0.0.1",
      "::1",
      hostname().toLowerCase(),
      ...ownAddresses(),
      ...hosts.map((host) => host.toLowerCase().replace(/^\[|\]$/g, "")),
    ]),
  ];
  if (!isGood(files, { names, now })) await makeServer(files, caKeyFile, { names, now });
  return files;
}

async function makeAuthority(certFile: string, keyFile: string, now: number): Promise<void> {
  const keys = await newKeys();
  const cert = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: `CN=Gemba local CA ${hostname().slice(0, 40)}, O=Gemba`,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + CA_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  replaceFileSync(keyFile, await pemOf(keys.privateKey), { mode: 0o600 });
  replaceFileSync(certFile, `${cert.toString("pem")}\n`, { mode: 0o644 });
}

async function makeServer(
  files: LocalCertificate,
  caKeyFile: string,
  { names, now }: { names: readonly string[]; now: number },
): Promise<void> {
  const keys = await newKeys();
  const authority = new X509Certificate(readFileSync(files.caFile, "utf8"));
  const signingKey = await webcrypto.subtle.importKey(
    "pkcs8",
    PemConverter.decodeFirst(readFileSync(caKeyFile, "utf8")),
    ALGORITHM,
    false,
    ["sign"],
  );
  const cert = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${hostname().slice(0, 60)}`,
    issuer: authority.subject,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + (SERVER_DAYS - 1) * DAY_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }))),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  replaceFileSync(files.keyFile, await pemOf(keys.privateKey), { mode: 0o600 });
  replaceFileSync(files.certFile, `${cert.toString("pem")}\n`, { mode: 0o644 });
}

/**
 * An edge that was killed meanwhile leaves the new key beside the old certificate, or a certificate of an authority
 * that no longer exists.
 */
function isGood(
  { certFile, keyFile, caFile }: LocalCertificate,
  { names, now }: { names: readonly string[]; now: number },
): boolean {
  if (!existsSync(certFile) || !existsSync(keyFile)) return false;
  try {
    const [text, authority] = [certFile, caFile].map((file) => readFileSync(file, "utf8")) as [string, string];
    const stored = new StoredX509(text);
    if (!stored.checkPrivateKey(createPrivateKey(readFileSync(keyFile, "utf8")))) return false;
    if (!stored.verify(new StoredX509(authority).publicKey)) return false;
    const cert = new X509Certificate(text);
    const known = new Set(
      cert.getExtension(SubjectAlternativeNameExtension)?.names.items.map(({ value }) => value.toLowerCase()) ?? [],
    );
    return cert.notAfter.getTime() - now > RENEW_BEFORE_DAYS * DAY_MS && names.every((name) => known.has(name));
  } catch {
    return false;
  }
}

/** Addresses under which others reach this machine. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ internal, scopeid }) => !internal && !scopeid).map(({ address }) => address),
  );
}

async function newKeys() {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
}

function newSerial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0] as number) & 0x7f;
  return Buffer.from(bytes).toString("hex");
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}
