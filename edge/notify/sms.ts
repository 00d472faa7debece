/** Text messages by a gateway of the plant's choice: one HTTP POST for each receiver, in the gateway's own format. */
import { type Static, Type } from "../contracts/schema.ts";
import { type MessageText, oneLine } from "./message-text.ts";
import type { Request } from "./request.ts";

const closed = { additionalProperties: false } as const;
const JSON_TYPE = "application/json";

export const smsConfig = Type.Object(
  {
    to: Type.Array(Type.String({ minLength: 3, maxLength: 40 }), {
      minItems: 1,
      maxItems: 20,
      description: "Numbers, as the gateway wants them. They are shown nowhere.",
    }),
    body: Type.String({
      default: '{"to":"{to}","text":"{text}"}',
      maxLength: 4000,
      description: "Body of the request. {to} and {text} are filled in, escaped for the content type.",
    }),
    contentType: Type.Union([Type.Literal(JSON_TYPE), Type.Literal("application/x-www-form-urlencoded")], {
      default: JSON_TYPE,
    }),
    authorization: Type.Optional(
      Type.String({
        substitute: true,
        writeOnly: true,
        minLength: 1,
        maxLength: 500,
        description: "Value of the header Authorization. Keep it in an environment variable or a file.",
      }),
    ),
    expects: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: "Text of an answer that means success, for gateways that answer 200 to everything.",
      }),
    ),
  },
  { ...closed, description: "sms: the receivers, and how the gateway at `url` takes a message." },
);

/** The request that sends a message to one number: its title and, where it has links, the first of them. */
export function smsRequest(
  { url, sms }: { readonly url: string; readonly sms: Static<typeof smsConfig> },
  content: MessageText,
  to: string,
): Request {
  const { body, contentType, authorization, expects } = sms;
  const [act] = content.acts ?? [];
  const text = [oneLine(content.title), ...(act === undefined ? [] : [act.url])].join("\n");
  const escaped = contentType === JSON_TYPE ? (part: string) => JSON.stringify(part).slice(1, -1) : encodeURIComponent;
  return {
    url,
    body: body.replaceAll(/\{(to|text)\}/g, (_, name: string) => escaped(name === "to" ? to : text)),
    headers: { "content-type": contentType, ...(authorization === undefined ? {} : { authorization }) },
    ...(expects === undefined ? {} : { isTaken: (answer: string) => answer.includes(expects) }),
  };
}
