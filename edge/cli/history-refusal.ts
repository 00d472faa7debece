/** What a server says when it gives no history, in words and with what to do. */

interface Meaning {
  /** Status codes of OPC 10000-4, table 177, and OPC 10000-11. */
  readonly status: RegExp;
  readonly words: string;
}

const MEANINGS: readonly Meaning[] = [
  {
    status: /Bad(?:NotSupported|ServiceUnsupported|HistoryOperation(?:Unsupported|Invalid)|NotImplemented|NotReadable)/,
    words: "the server keeps no history of these items; to have gaps filled, switch on their historical access there",
  },
  {
    status: /Bad(?:UserAccessDenied|SecurityModeInsufficient|SecurityModeRequired)/,
    words: "the server does not let this user read history; give the user of the source the right to",
  },
  {
    status: /BadNodeId(?:Unknown|Invalid)/,
    words: "the server does not know these items in its history; look at its history configuration",
  },
  {
    status: /BadTimeout|BadRequestTimeout|timed? ?out/i,
    words: "the server did not answer in time; try again when it has less to do",
  },
  {
    status: /Bad(?:TooMany\w+|Resource\w+|OutOfMemory|EncodingLimitsExceeded)/,
    words: "the question was too large for the server at this moment; try again, or raise its limits",
  },
];
const STATUS = /\bBad[A-Z]\w*/;

/** Why there is no history, and what to do; the name of the server's status in brackets. */
export function historyRefusal(reason: string | undefined): string {
  if (reason === undefined) return "the server gave no answer; try again";
  const status = STATUS.exec(reason)?.[0];
  const words =
    MEANINGS.find((one) => one.status.test(reason))?.words ?? "the server refuses to give history; look at its log";
  return status === undefined ? words : `${words} [${status}]`;
}
