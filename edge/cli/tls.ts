import { copyFileSync } from "node:fs";
import { EdgeError } from "../contracts/errors.ts";
import { caFileIn, ensureLocalCertificate } from "../tls/local-ca.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";

const INSTRUCTIONS = (
  file: string,
) => `Bring ${file} to each device that opens the viewer, and let it trust this authority once:

  Windows   as administrator: certutil -addstore -f Root ${file}
  macOS     sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${file}
  Debian    sudo cp ${file} /usr/local/share/ca-certificates/gemba.crt && sudo update-ca-certificates
  RHEL      sudo cp ${file} /etc/pki/ca-trust/source/anchors/gemba.pem && sudo update-ca-trust
  Firefox   Settings, Privacy & Security, View Certificates, Authorities, Import
  Android   Settings, Security, Encryption & credentials, Install a certificate, CA certificate
  iOS       open the file, install the profile, then Settings, General, About, Certificate Trust Settings

It vouches only for this edge as long as its key (tls/ca.key) stays in the data folder: protect that file.
`;

/** `gemba tls`. */
export const tlsCommand: Command = {
  help: `gemba tls export FILE: the local authority's certificate, for browsers to trust

  For an edge whose config says api: { tls: local }. Makes the authority where there
  is none yet, and says how to make each kind of device trust it.

  --data-dir DIR    of the edge (default ./data)
`,
  operands: 2,
  async run(options) {
    const [action, file] = options.positionals;
    if (action !== "export" || file === undefined)
      throw new EdgeError("bad-request", "the command is gemba tls export FILE. See --help");
    await ensureLocalCertificate(options.dataDir, []);
    copyFileSync(caFileIn(options.dataDir), fromUser(file));
    process.stdout.write(INSTRUCTIONS(file));
    return 0;
  },
};
