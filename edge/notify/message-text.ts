import type { AlertView } from "../contracts/alerts/alert.ts";
import { asksForAck } from "../contracts/alerts/alert-order.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LocalizedText, TagRef } from "../contracts/plant/tag.ts";

/** Alarms that one message spells out; the rest are counted. */
const SPELT = 20;
/** Alarms with a link of their own: cards of WeCom have room for three. */
const LINKED = 3;

export interface MessageText {
  /** One line. */
  readonly title: string;
  readonly lines: readonly string[];
  /** Acts that a reader may carry out by a link, each with a name for its button. */
  readonly acts?: readonly { readonly title: string; readonly url: string }[];
}

export interface TextContext {
  readonly language: "zh" | "en" | "both";
  readonly site: LocalizedText;
  readonly timeZone: string;
  readonly viewer?: string;
  labelOf(assetUid: string): string;
  /** A value of a tag with its unit. */
  quantityOf(tag: TagRef, value: number): string;
  /** Address of a page that acknowledges the alert; absent where the channel sends none. */
  linkTo?(alert: AlertView): string;
}

/** A message about alarms in the receiver's language: what, where, since when, what to do and by when. */
export function alarmText(alerts: readonly AlertView[], context: TextContext): MessageText {
  const most = Math.min(4, ...alerts.map(({ priority }) => priority));
  const one = alerts.length === 1 ? alerts[0] : undefined;
  const title = inLanguage(
    {
      zh:
        one === undefined
          ? `${context.site.zh}：${alerts.length} 条报警，最高优先级 ${most}`
          : `${context.site.zh}：${one.message.zh}（优先级 ${most}）`,
      en:
        one === undefined
          ? `${context.site.en}: ${alerts.length} alarms, highest priority ${most}`
          : `${context.site.en}: ${one.message.en} (priority ${most})`,
    },
    context.language,
  );
  const spelt = [...alerts].sort((a, b) => a.priority - b.priority || a.raisedAt - b.raisedAt).slice(0, SPELT);
  const rest = alerts.length - spelt.length;
  const acts = actsOf(spelt, context);
  return {
    title,
    ...(acts.length === 0 ? {} : { acts }),
    lines: [
      ...spelt.flatMap((alert) => linesOf(alert, context)),
      ...(rest === 0 ? [] : [inLanguage({ zh: `另有 ${rest} 条`, en: `and ${rest} more` }, context.language)]),
      ...(context.viewer === undefined ? [] : [context.viewer]),
      inLanguage(
        { zh: "仅供参考，不具备安全功能。", en: "For information; this is no safety function." },
        context.language,
      ),
    ],
  };
}

/** A link for each of the most urgent alarms that ask for an acknowledgement. */
function actsOf(
  alerts: readonly AlertView[],
  { linkTo, labelOf, language }: TextContext,
): MessageText["acts"] & object {
  if (linkTo === undefined) return [];
  const asking = alerts.filter(asksForAck).slice(0, LINKED);
  return asking.map((alert) => {
    const name = asking.length === 1 ? "" : ` ${labelOf(alert.assetUid)}`;
    return { title: inLanguage({ zh: `确认${name}`, en: `Acknowledge${name}` }, language), url: linkTo(alert) };
  });
}

/** Title, lines and links as plain text, for receivers without buttons. */
export function plainLines({ lines, acts = [] }: MessageText): readonly string[] {
  return [...acts.map(({ title, url }) => `${title}: ${url}`), ...lines];
}

/** The test message. */
export function testText({ language, site }: Pick<TextContext, "language" | "site">): MessageText {
  return {
    title: inLanguage({ zh: `${site.zh}：测试消息`, en: `${site.en}: test message` }, language),
    lines: [inLanguage({ zh: "此渠道可用。没有报警。", en: "This channel works. There is no alarm." }, language)],
  };
}

function linesOf(alert: AlertView, context: TextContext): string[] {
  const when = timeIn(context.timeZone, alert.raisedAt);
  const label = context.labelOf(alert.assetUid);
  const state =
    alert.state === "active"
      ? undefined
      : alert.state === "acknowledged"
        ? { zh: "已确认", en: "acknowledged" }
        : { zh: "已恢复", en: "over" };
  // Messages of rules begin with the label; those of servers need not.
  const named = (message: string): string => (message.startsWith(label) ? message : `${label} ${message}`);
  const said = {
    zh: `[${alert.priority}] ${when} ${named(alert.message.zh)}${state === undefined ? "" : `（${state.zh}）`}`,
    en: `[${alert.priority}] ${when} ${named(alert.message.en)}${state === undefined ? "" : ` (${state.en})`}`,
  };
  const minutes = alert.response === undefined ? 0 : Math.round(alert.response.withinS / 60);
  const todo =
    alert.response === undefined
      ? undefined
      : {
          zh: `  措施（${minutes} 分钟内）：${alert.response.action.zh}`,
          en: `  To do within ${minutes} min: ${alert.response.action.en}`,
        };
  const more = [figuresOf(alert, context), expectedOf(alert, context), fallenOf(alert), todo].filter(
    (line) => line !== undefined,
  );
  return [said, ...more].map((line) => inLanguage(line, context.language, "\n"));
}

/** The value at raising, the worst since, and the value when the message leaves. */
function figuresOf({ values }: AlertView, { quantityOf }: TextContext): LocalizedText | undefined {
  if (values === undefined) return undefined;
  const [raised, peak] = [quantityOf(values.tag, values.raised), quantityOf(values.tag, values.peak)];
  const now = values.now === undefined ? undefined : quantityOf(values.tag, values.now);
  return {
    zh: `  触发时 ${raised}，最值 ${peak}${now === undefined ? "" : `，当前 ${now}`}`,
    en: `  When raised ${raised}, worst ${peak}${now === undefined ? "" : `, now ${now}`}`,
  };
}

/** When a limit is expected to be reached, or was. */
function expectedOf({ evidence }: AlertView, { timeZone }: TextContext): LocalizedText | undefined {
  const [first] = evidence;
  if (first?.crossedAt !== undefined) {
    const at = timeIn(timeZone, first.crossedAt);
    return { zh: `  自 ${at} 起`, en: `  Since ${at}` };
  }
  if (first?.prediction === undefined) return undefined;
  const [at, from, to] = [first.prediction.at, first.prediction.from, first.prediction.to].map((time) =>
    timeIn(timeZone, time),
  );
  return { zh: `  预计 ${at}（${from} 至 ${to}）`, en: `  Expected ${at} (${from} to ${to})` };
}

/** Assets and rules that the cause hides. */
function fallenOf({ memberCount }: AlertView): LocalizedText | undefined {
  if (memberCount === undefined || memberCount === 0) return undefined;
  return { zh: `  受影响的链路：${memberCount} 条`, en: `  Links affected: ${memberCount}` };
}

export function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ").slice(0, 200);
}

export function timeIn(timeZone: string, at: Micros): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(at / 1000);
}

export function inLanguage({ zh, en }: LocalizedText, language: "zh" | "en" | "both", between = " · "): string {
  return language === "zh" ? zh : language === "en" ? en : `${zh}${between}${en}`;
}
