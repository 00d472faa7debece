/** The certificate store as other parts of the edge use it, by data folder. */
import type { SourceCertificates } from "../../../contracts/path/source-capabilities.ts";
import {
  derOf,
  listCertificates,
  pkiFolder,
  rejectCertificate,
  temporaryApplicationUri,
  trustCertificate,
  trustFile,
} from "./pki.ts";

/** Loads the code that makes keys on first use: nothing else needs it. */
const maker = () => import("./own-certificate.ts");

export const certificates: SourceCertificates = {
  list: (dataDir) => listCertificates(pkiFolder(dataDir)),
  decide: (dataDir, verdict, thumbprint) =>
    (verdict === "trust" ? trustCertificate : rejectCertificate)(pkiFolder(dataDir), thumbprint),
  trustFile: (dataDir, file) => trustFile(pkiFolder(dataDir), file),
  async own(dataDir) {
    const { ensureOwnCertificate } = await maker();
    const own = await ensureOwnCertificate(pkiFolder(dataDir), temporaryApplicationUri());
    return { ...own, der: derOf(own.file) };
  },
  async renew(dataDir) {
    const { renewOwnCertificate } = await maker();
    return await renewOwnCertificate(pkiFolder(dataDir), temporaryApplicationUri());
  },
};
