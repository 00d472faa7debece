/**
 * Meaning of the status code with which an OPC UA server refuses a request, in both languages. The name of the status
 * (OPC 10000-4, table 177) is in brackets, so that it can be looked up.
 */
import type { LocalizedText } from "../plant/tag.ts";

interface Meaning extends LocalizedText {
  readonly status: RegExp;
}

const MEANINGS: readonly Meaning[] = [
  {
    status:
      /^Bad(?:NotSupported|ServiceUnsupported|NotImplemented|HistoryOperation\w+|NotReadable|AttributeIdInvalid)$/,
    en: "the server does not support this",
    zh: "服务器不支持",
  },
  {
    status: /^Bad(?:UserAccessDenied|SecurityModeInsufficient)$/,
    en: "the server does not allow it to this user",
    zh: "服务器不允许该用户执行",
  },
  { status: /^BadNodeId(?:Unknown|Invalid)$/, en: "the server does not know the node", zh: "服务器上没有该节点" },
  { status: /^Bad(?:Request)?Timeout$/, en: "the server did not answer in time", zh: "服务器未及时应答" },
  {
    status: /^Bad(?:TooMany\w+|Resource\w+|OutOfMemory|EncodingLimitsExceeded)$/,
    en: "the server has no room for more",
    zh: "服务器余量不足",
  },
];
/** The same for history, with what to do. */
const OF_HISTORY: readonly Meaning[] = [
  {
    status: MEANINGS[0]?.status as RegExp,
    en: "the server keeps no history of these items; to have gaps filled, switch on their historical access there",
    zh: "服务器未保存这些项的历史；若要补齐缺口，请在服务器上启用其历史访问",
  },
  {
    status: MEANINGS[1]?.status as RegExp,
    en: "the server does not let this user read history; give the user of the source the right to",
    zh: "服务器不允许该用户读取历史；请为数据源的用户授权",
  },
];
const REFUSES = { en: "the server refuses this", zh: "服务器拒绝" };
/** A status, with what node-opcua writes around it. */
const STATUS = /(?:\s*serviceResult\s*=\s*)?\b(Bad[A-Z]\w*)(?: \(0x[0-9a-f]+\))?/gi;
const TIMESTAMPS = new Map<string, LocalizedText>([
  ["source timestamps only", { en: "source timestamps only", zh: "只有源时间戳" }],
  ["server timestamps only", { en: "server timestamps only", zh: "只有服务器时间戳" }],
  ["it has no tags with history", { en: "it has no tags with history", zh: "没有带历史的标签" }],
]);

/** A refusal with each status in words; text without a status stays as it is. */
export function serverRefusal(detail: string): LocalizedText {
  return worded(detail, MEANINGS);
}

/** Why a server gives no history, or gives it in part, and what to do. */
export function historyRefusal(detail: string): LocalizedText {
  return TIMESTAMPS.get(detail) ?? worded(detail, [...OF_HISTORY, ...MEANINGS]);
}

function worded(detail: string, meanings: readonly Meaning[]): LocalizedText {
  const inLanguage = (language: keyof LocalizedText) =>
    detail
      .replaceAll(STATUS, (_, status: string) => {
        const words = meanings.find((one) => one.status.test(status)) ?? REFUSES;
        return language === "zh" ? `${words.zh}（${status}）` : `${words.en} (${status})`;
      })
      .trim();
  return { en: inLanguage("en"), zh: inLanguage("zh") };
}
