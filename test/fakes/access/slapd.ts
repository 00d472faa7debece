import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tied } from "../../../bench/load/tied.ts";
import { has } from "../../run/needs.ts";
import { freePort } from "../net/free-port.ts";
import { listening } from "../net/listening.ts";
import { authority } from "./certificates.ts";

const SLAPD = "/usr/sbin/slapd";
export const hasSlapd = has(existsSync(SLAPD), "slapd (apt-get install slapd)");

/** Everything of the directory is below it. */
export const BASE = "dc=plant,dc=example";
/** The account that searches. */
export const READER = { dn: `cn=reader,${BASE}`, password: "reader's word" } as const;

export interface Slapd extends AsyncDisposable {
  /** The LDAPS and the LDAP address. */
  readonly ldaps: string;
  readonly ldap: string;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
  kill(): Promise<void>;
}

/** Two people and groups: `ann` is in `operators`, `bo` in none; `ann` is a member of `night, shift` too. */
const ENTRIES = `
dn: ${BASE}
objectClass: dcObject
objectClass: organization
dc: plant
o: Plant

dn: ${READER.dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: ${READER.password}

dn: cn=Ann (A*) Li\\, shift 1,${BASE}
objectClass: inetOrgPerson
cn: Ann (A*) Li, shift 1
sn: Li
uid: ann
userPassword: ann's word
memberOf: cn=operators,${BASE}

dn: cn=Bo,${BASE}
objectClass: inetOrgPerson
cn: Bo
sn: Bo
uid: bo
userPassword: bo's word

dn: cn=operators,${BASE}
objectClass: groupOfNames
cn: operators
member: cn=Ann (A*) Li\\, shift 1,${BASE}

dn: cn=night\\2C shift,${BASE}
objectClass: groupOfNames
cn: night, shift
member: cn=Ann (A*) Li\\, shift 1,${BASE}
`;

/** A real OpenLDAP server on loopback, with TLS; only signed-in accounts read. */
export async function startSlapd(): Promise<Slapd> {
  const folder = await mkdtemp(join(tmpdir(), "gemba-slapd-"));
  const signer = authority(folder, "ca");
  const own = signer.issue("slapd");
  await mkdir(join(folder, "db"));
  const config = `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
TLSCACertificateFile ${signer.certFile}
TLSCertificateFile ${own.certFile}
TLSCertificateKeyFile ${own.keyFile}
disallow bind_anon
database mdb
suffix "${BASE}"
directory ${join(folder, "db")}
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
`;
  const file = join(folder, "slapd.conf");
  await writeFile(file, config);
  await writeFile(join(folder, "entries.ldif"), ENTRIES);
  execFileSync(SLAPD, ["-Tadd", "-f", file, "-l", join(folder, "entries.ldif")], { stdio: "pipe" });
  const [plain, secure] = [await freePort(), await freePort()];
  const urls = `ldap://127.0.0.1:${plain}/ ldaps://127.0.0.1:${secure}/`;
  const child = spawn(...tied(SLAPD, ["-f", file, "-h", urls, "-d", "0"]), { stdio: "ignore" });
  await listening(secure);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return {
    ldaps: `ldaps://127.0.0.1:${secure}`,
    ldap: `ldap://127.0.0.1:${plain}`,
    ca: signer.cert,
    kill,
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
