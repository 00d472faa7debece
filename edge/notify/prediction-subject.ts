/** Predictions as channels send them: every change to programs, and a text to people (rules N29 to N31). */
import type { AlertView } from "../contracts/alerts/alert.ts";
import type { Prediction, PredictionBook, PredictionChange } from "../contracts/health/prediction.ts";
import { linkTo, type PredictionContext, predictionEntry } from "../contracts/health/prediction-entry.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { Hypothesis } from "../contracts/records/hypothesis.ts";
import { inLanguage, type MessageText, type TextContext, timeIn } from "./message-text.ts";
import type { Subject } from "./subject.ts";

/** Changes in one message. */
const MOST_TOGETHER = 100;
/** States of an alert in which people have said, or the config says, that they do not want to hear of it. */
const HIDDEN: ReadonlySet<AlertView["state"]> = new Set(["acknowledged", "shelved", "suppressed", "out-of-service"]);

interface PredictionSubjectParts {
  readonly predictions: Pick<PredictionBook, "find">;
  readonly entry: PredictionContext;
  readonly text: Omit<TextContext, "language">;
  find(alertUid: string): AlertView | undefined;
}

export function predictionSubject({ predictions, entry, text, find }: PredictionSubjectParts): Subject {
  return {
    most: MOST_TOGETHER,
    // A program that keeps a list needs every change, the end above all.
    isOver: () => false,
    contentOf(keys, { kind, language }) {
      const changes = keys.flatMap((key) => predictions.find(key) ?? []);
      if (kind !== "webhook") {
        const open = changes.filter(({ prediction }) => isWanted(prediction, find));
        const content = predictionText(open, { ...text, language });
        const [first] = open;
        return first === undefined ? undefined : { content, alerts: [], about: first.prediction.alertUid };
      }
      if (changes.length === 0) return undefined;
      const entries = changes.map((change) => predictionEntry(change, entry));
      return {
        content: { title: `${text.site.en}: predictions`, lines: [] },
        alerts: [],
        changes: { type: "predictions", entries },
      };
    },
  };
}

function isWanted({ alertUid }: Prediction, find: PredictionSubjectParts["find"]): boolean {
  const alert = find(alertUid);
  return alert === undefined || !HIDDEN.has(alert.state);
}

/** What, how sure, how long: for people, without a word of alarm. */
function predictionText(changes: readonly PredictionChange[], context: TextContext): MessageText {
  const { language, site, viewer } = context;
  const [one] = changes;
  const count = changes.length;
  const title =
    one === undefined || count > 1
      ? { zh: `${site.zh}：${count} 条预测`, en: `${site.en}: ${count} predictions` }
      : placed(one.prediction, context, `${site.zh}：预测 `, `${site.en}: prediction, `);
  const spelt = changes.flatMap(({ prediction }) => linesOf(prediction, context));
  return {
    title: inLanguage(title, language),
    lines: [
      ...spelt.map((line) => inLanguage(line, language, "\n")),
      ...(viewer === undefined || one === undefined ? [] : [linkTo(one.prediction.assetUid, viewer) ?? ""]),
      inLanguage(
        {
          zh: "预测，非报警；仅供参考，不具备安全功能。",
          en: "A prediction, not an alarm; for information, no safety function.",
        },
        language,
      ),
    ],
  };
}

function placed({ assetUid, message }: Prediction, { labelOf }: TextContext, zh: string, en: string): LocalizedText {
  const label = labelOf(assetUid);
  return { zh: `${zh}${label} ${message.zh}`, en: `${en}${label} ${message.en}` };
}

function linesOf(prediction: Prediction, context: TextContext): LocalizedText[] {
  const { priority, hypotheses, health, rul, raisedAt } = prediction;
  const when = timeIn(context.timeZone, raisedAt);
  return [
    placed(prediction, context, `[${priority}] ${when} `, `[${priority}] ${when} `),
    ...hypotheses.slice(0, 1).map(likelihoodOf),
    ...(health === undefined ? [] : [{ zh: `  健康度 ${health}/100`, en: `  Health ${health} of 100` }]),
    ...(rul === undefined
      ? [{ zh: "  剩余时间未知", en: "  Time left is not known" }]
      : [endOf([rul.p50, rul.p10, rul.p90].map((left) => timeIn(context.timeZone, rul.at + left * 1e6)))]),
  ];
}

/** Likelihood of the fault that the message names. */
function likelihoodOf({ p }: Hypothesis): LocalizedText {
  const percent = Math.max(1, Math.min(99, Math.round(p * 100)));
  return { zh: `  可能性 ${percent} %`, en: `  Likelihood ${percent} %` };
}

function endOf([at = "", from = "", to = ""]: readonly string[]): LocalizedText {
  return {
    zh: `  预计失效 ${at}（80 % 可能在 ${from} 至 ${to}）`,
    en: `  Expected end of function ${at} (with 80 % between ${from} and ${to})`,
  };
}
