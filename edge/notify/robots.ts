/**
 * Messages of the group robots of WeCom, DingTalk and Feishu: text, or a card with buttons where the message has links.
 * Formats: developer.work.weixin.qq.com/document/path/91770, open.dingtalk.com/document/robots/custom-robot-access,
 * open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
 */
import { createHmac } from "node:crypto";
import type { ChannelConfig } from "./config.ts";
import { type MessageText, oneLine } from "./message-text.ts";
import type { Request } from "./request.ts";

/** Longest text of a robot, bytes of UTF-8: WeCom has the smallest bound. */
const ROBOT_MAX_BYTES = 4000;
/** Text of a WeCom card. It is meant for a glance; the page behind the card has the rest. */
const CARD_MAX_BYTES = 600;

/** DingTalk's Markdown joins lines, unless two spaces stand before and after the break. */
const DINGTALK_BREAK = "  \n  ";

type Robot = Pick<ChannelConfig, "url" | "secret"> & { readonly kind: "wecom" | "dingtalk" | "feishu" };

export function robotRequest({ kind, url = "", secret }: Robot, content: MessageText): Request {
  if (kind === "wecom") return { url, body: JSON.stringify(wecomBody(content)), isTaken: hasCode("errcode") };
  if (kind === "dingtalk")
    return {
      url: secret === undefined ? url : dingtalkSigned(url, secret),
      body: JSON.stringify(dingtalkBody(content)),
      isTaken: hasCode("errcode"),
    };
  const signed = secret === undefined ? {} : feishuSigned(secret);
  return { url, body: JSON.stringify({ ...signed, ...feishuBody(content) }), isTaken: hasCode("code") };
}

/** A card of type `text_notice`: a press anywhere opens the first link, and each link has a row. */
function wecomBody(content: MessageText): object {
  const { title, lines, acts = [] } = content;
  const [first] = acts;
  if (first === undefined) return { msgtype: "markdown", markdown: { content: whole(content) } };
  return {
    msgtype: "template_card",
    template_card: {
      card_type: "text_notice",
      main_title: { title: oneLine(title) },
      sub_title_text: cut(lines.join("\n"), CARD_MAX_BYTES),
      jump_list: acts.map((act) => ({ type: 1, ...act })),
      card_action: { type: 1, url: first.url },
    },
  };
}

function dingtalkBody(content: MessageText): object {
  const { acts = [] } = content;
  const said = { title: oneLine(content.title), text: whole(content, DINGTALK_BREAK) };
  if (acts.length === 0) return { msgtype: "markdown", markdown: said };
  const btns = acts.map(({ title, url }) => ({ title, actionURL: url }));
  return { msgtype: "actionCard", actionCard: { ...said, btnOrientation: "0", btns } };
}

function feishuBody(content: MessageText): object {
  const { title, lines, acts = [] } = content;
  if (acts.length === 0) return { msg_type: "text", content: { text: whole(content) } };
  const actions = acts.map((act) => ({
    tag: "button",
    type: "primary",
    text: { tag: "plain_text", content: act.title },
    url: act.url,
  }));
  return {
    msg_type: "interactive",
    card: {
      header: { template: "red", title: { tag: "plain_text", content: oneLine(title) } },
      elements: [
        // Plain text: a value with an asterisk is no emphasis.
        { tag: "div", text: { tag: "plain_text", content: cut(lines.join("\n"), ROBOT_MAX_BYTES) } },
        { tag: "action", actions },
      ],
    },
  };
}

function dingtalkSigned(url: string, secret: string): string {
  const time = Date.now();
  const signed = new URL(url);
  signed.searchParams.set("timestamp", String(time));
  signed.searchParams.set("sign", createHmac("sha256", secret).update(`${time}\n${secret}`).digest("base64"));
  return signed.href;
}

function feishuSigned(secret: string): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return { timestamp, sign: createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64") };
}

function hasCode(field: "errcode" | "code"): (answer: string) => boolean {
  return (answer) => {
    try {
      return (JSON.parse(answer) as Record<string, unknown>)[field] === 0;
    } catch {
      return false;
    }
  };
}

/** Title and lines, cut to the robot's bound. */
function whole({ title, lines }: MessageText, lineBreak = "\n"): string {
  return cut([title, ...lines].join("\n").replaceAll("\n", lineBreak), ROBOT_MAX_BYTES);
}

function cut(text: string, mostBytes: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= mostBytes
    ? text
    : `${new TextDecoder().decode(bytes.subarray(0, mostBytes)).replace(/\uFFFD+$/, "")}…`;
}
