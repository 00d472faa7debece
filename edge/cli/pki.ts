import { writeFileSync } from "node:fs";
import type { StoredCertificate } from "../contracts/access/certificate.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { OwnCertificate, SourceCapabilities, SourceCertificates } from "../contracts/path/source-capabilities.ts";
import { plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { fromUser, type Options } from "./options.ts";

const HELP = `gemba pki: certificates of the edge's OPC UA connections

  gemba pki list                 ours, trusted servers, and refused ones that wait for a decision
  gemba pki trust THUMBPRINT     trusts a refused server: compare the thumbprint with what the server shows
  gemba pki reject THUMBPRINT    revokes trust
  gemba pki export               writes our certificate as .der for the server's trust list
  gemba pki renew                renews our certificate; servers have to trust it again

  THUMBPRINT may be its first digits. A running edge follows at its next connection attempt.
  --out FILE                     file for export (default gemba-THUMBPRINT.der)
  --data-dir DIR                 data folder of the edge (default ./data)
`;

const DAY_MS = 86_400_000;
/** The list shows a certificate's remaining days below this number. */
const SOON_DAYS = 30;

/** `gemba pki`. */
export const pkiCommand: Command = {
  help: HELP,
  operands: 2,
  async run(options) {
    const [action, thumbprint] = options.positionals;
    const { dataDir } = options;
    const store = storeOf(plugins.sources);
    switch (action) {
      case "list":
        return say(listText(store.list(dataDir)));
      case "trust":
        return say(`Trusted: ${lineOf(store.decide(dataDir, "trust", needed(thumbprint)))}\n`);
      case "reject":
        return say(`Rejected: ${lineOf(store.decide(dataDir, "reject", needed(thumbprint)))}\n`);
      case "export":
        return say(exportTo(options, await store.own(dataDir)));
      case "renew":
        return say(renewedText(await store.renew(dataDir)));
      default:
        throw new EdgeError(
          "bad-request",
          `gemba pki ${action ?? ""}: the action must be list, trust, reject, export or renew. See --help`,
        );
    }
  },
};

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function needed(thumbprint: string | undefined): string {
  if (thumbprint === undefined)
    throw new EdgeError("bad-request", "name the certificate by its thumbprint; gemba pki list shows them");
  return thumbprint;
}

/** The certificate store of the kind of source that has one. */
function storeOf(kinds: readonly SourceCapabilities[]): SourceCertificates {
  const store = kinds.find(({ certificates }) => certificates !== undefined)?.certificates;
  if (store === undefined) throw new EdgeError("unavailable", "no kind of source of this edge uses certificates");
  return store;
}

function exportTo(options: Options, own: OwnCertificate): string {
  const file = fromUser(options.out ?? `gemba-${own.thumbprint.slice(0, 8)}.der`);
  writeFileSync(file, own.der);
  return [
    `Wrote ${file}`,
    `  thumbprint (SHA-1)  ${own.thumbprint}`,
    `  application URI     ${own.applicationUri}`,
    `  valid until         ${day(own.validTo)}`,
    "Import it into the trust list of the server.",
    "",
  ].join("\n");
}

function renewedText(own: StoredCertificate): string {
  return `Renewed. Every server must trust it again; gemba pki export writes it:\n  ${lineOf(own)}\n`;
}

function listText(certificates: readonly StoredCertificate[]): string {
  if (certificates.length === 0)
    return "No certificates yet: the first connection creates ours, and so does gemba pki " + "export.\n";
  return `${certificates.map((one) => `${one.place.padEnd(9)} ${lineOf(one)}`).join("\n")}\n`;
}

function lineOf({ thumbprint, subject, applicationUri, validTo }: StoredCertificate): string {
  const days = Math.floor((validTo - Date.now()) / DAY_MS);
  const hurry = days < 0 ? "  EXPIRED" : days < SOON_DAYS ? `  expires in ${days} days` : "";
  return `${thumbprint}  until ${day(validTo)}${hurry}  ${applicationUri}  ${subject}`;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
