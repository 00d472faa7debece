import type { ServerName } from "../../../simulators/speak/opcua/profiles.ts";

/** Event fields that a test selects, by server. */
export const ASKED: Partial<Record<ServerName, readonly string[]>> = {
  milling: [
    "bj:Sequence",
    "bj:Kind",
    "bj:PieceId",
    "bj:CarrierId",
    "bj:Place",
    "bj:JobId",
    "bj:Tools",
    "bj:Verdict",
    "isa95:JobOrder",
    "isa95:JobState",
    "isa95:JobResponse",
  ],
  process: [
    "bj:Sequence",
    "bj:Kind",
    "bj:PieceId",
    "bj:Place",
    "bj:CarrierId",
    "bj:Pieces",
    "bj:Verdict",
    "res:Result/res:ResultMetaData",
    "bj:Features",
  ],
  robots: ["bj:Sequence", "bj:Kind", "bj:PieceId", "bj:Place"],
  turning: [
    "hy:EventNo",
    "hy:Code",
    "hy:SerialNo",
    "hy:PalletNo",
    "hy:Station",
    "hy:Parts",
    "hy:OrderNo",
    "hy:NcProgram",
    "hy:ToolNo",
    "hy:Ok",
  ],
};
