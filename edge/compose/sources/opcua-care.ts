/** What the API may do with OPC UA besides reading: look at servers, and decide which of them to trust. */
import { createDiscover } from "../../sources/opcua/discovery/answer.ts";
import {
  applicationUriOf,
  listCertificates,
  pkiFolder,
  rejectCertificate,
  trustCertificate,
} from "../../sources/opcua/pki/pki.ts";
import type { StopStack } from "../stop-stack.ts";

export function opcuaCare(dataDir: string, edgeId: string, stop: StopStack) {
  const pkiDir = pkiFolder(dataDir);
  const ending = new AbortController();
  stop.add("discovery", () => ending.abort());
  return {
    certificates: () => listCertificates(pkiDir),
    decideTrust: (verdict: "trust" | "reject", thumbprint: string) =>
      (verdict === "trust" ? trustCertificate : rejectCertificate)(pkiDir, thumbprint),
    discover: createDiscover({ pkiDir, applicationUri: applicationUriOf(edgeId), ending: ending.signal }),
  };
}
