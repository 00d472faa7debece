/** Deviations, states and expressions of the config, as cases on the assets they fit. */

import type { Asset } from "../../contracts/plant/plant.ts";
import { quantity } from "../../contracts/plant/quantity.ts";
import type { LocalizedText, Tag } from "../../contracts/plant/tag.ts";
import { attributesIn } from "./alert-attributes.ts";
import { compileExpression } from "./expression.ts";
import { bindNames, type LogicCase, selectTags } from "./logic-case.ts";
import type { DeviationConfig, ExpressionConfig, StateRuleConfig } from "./logic-config.ts";
import { referenceOf } from "./reference.ts";
import { type DetectorContext, selectNumbers, slugOf } from "./rule-detector.ts";
import { subject } from "./texts.ts";

type Context = Pick<DetectorContext, "plant" | "tags">;

const REFERENCE = { zh: "目标值", en: "its target" };
const BACK = { zh: "恢复正常", en: "is normal again" };

/** The distance of a value from its target: a number, or another tag of the asset, with which the limit moves. */
export function deviationCases(config: DeviationConfig, context: Context): LogicCase[] {
  const { id, from, by, direction, deadBand } = config;
  return selectNumbers(config.tags, context).flatMap(({ asset, tag }) => {
    const reference = typeof from === "number" ? undefined : referenceOf(from, tag, context);
    if (typeof from !== "number" && reference === undefined) return [];
    const text = subject(asset, tag);
    const rightOf = (values: Float64Array) => (typeof from === "number" ? from : (values[1] as number));
    return [
      {
        ...commonOf(config),
        rule: `deviation/${id}/${slugOf(tag)}`,
        asset,
        inputs: reference === undefined ? [tag] : [tag, reference],
        judge(values, stands) {
          const distance = (values[0] as number) - rightOf(values);
          const size = direction === "both" ? Math.abs(distance) : direction === "above" ? distance : -distance;
          return Number.isNaN(size) ? Number.NaN : size >= by - (stands ? deadBand : 0) ? 1 : 0;
        },
        say(values) {
          const [value, right] = [values[0] as number, rightOf(values)];
          const most = quantity(by, tag.unit);
          // A reference that is a tag moves: its value is in the evidence.
          const from =
            typeof config.from === "number"
              ? { zh: quantity(right, tag.unit), en: quantity(right, tag.unit) }
              : REFERENCE;
          const why = { zh: `偏离${from.zh}超过 ${most}`, en: `more than ${most} from ${from.en}` };
          return {
            message: { zh: `${text.zh}${why.zh}`, en: `${text.en} is ${why.en}` },
            evidence: [{ tag: tag.ref, value, limit: right, why }],
            value: { tag: tag.ref, value, towards: value >= right ? "up" : "down" },
          };
        },
        cleared: backOf(text),
      },
    ];
  });
}

/** A tag that has a value it must not have. */
export function stateCases(config: StateRuleConfig, context: Context): LogicCase[] {
  const named = config.in ?? config.notIn ?? [];
  const isWrong = (isNamed: boolean): number => (isNamed === (config.in !== undefined) ? 1 : 0);
  return selectTags(config.tags, context).map(({ asset, tag }) => {
    const numbers = new Set(named.flatMap((value) => numberOf(value, tag)));
    const texts = new Set(named.filter((value) => typeof value === "string"));
    const text = subject(asset, tag);
    return {
      ...commonOf(config),
      rule: `state/${config.id}/${slugOf(tag)}`,
      asset,
      inputs: [tag],
      // A text is 1 where it is wrong, so that judging is the same for all types.
      codeOf: (word) => isWrong(texts.has(word)),
      judge([value = Number.NaN]) {
        return Number.isNaN(value) || tag.type === "text" ? value : isWrong(numbers.has(value));
      },
      say([value = Number.NaN], label) {
        const word = label === undefined ? wordOf(tag, value) : { zh: label, en: label };
        const why = { zh: `值为 ${word.zh}`, en: `it is ${word.en}` };
        return { message: stateMessage(config, { asset, text, word }), evidence: [{ tag: tag.ref, value, why }] };
      },
      cleared: backOf(text),
    };
  });
}

function stateMessage(
  { message }: StateRuleConfig,
  { asset, text, word }: { asset: Asset; text: LocalizedText; word: LocalizedText },
): LocalizedText {
  if (message === undefined) return { zh: `${text.zh}：${word.zh}`, en: `${text.en}: ${word.en}` };
  const said = (language: "zh" | "en") =>
    `${asset.label} ${message[language].replaceAll("{value}", () => word[language])}`;
  return { zh: said("zh"), en: said("en") };
}

/** A condition over several tags of one asset. */
export function expressionCases(config: ExpressionConfig, context: Context): LogicCase[] {
  const names = Object.keys(config.tags);
  const judge = compileExpression(config.when, names);
  return bindNames(config.tags, config.of, context).map(({ asset, inputs }) => ({
    ...commonOf(config),
    rule: `expression/${config.id}`,
    asset,
    inputs,
    judge,
    say(values) {
      return {
        message: { zh: `${asset.label} ${config.message.zh}`, en: `${asset.label} ${config.message.en}` },
        evidence: inputs
          .map((tag, i) => ({ tag: tag.ref, value: values[i] as number, why: { zh: config.when, en: config.when } }))
          .slice(0, 1),
      };
    },
    cleared: { zh: `${asset.label} ${config.message.zh}：${BACK.zh}`, en: `${asset.label} ${config.message.en}: over` },
  }));
}

function commonOf(config: DeviationConfig | StateRuleConfig | ExpressionConfig) {
  const { kind, severity, onDelayS, offDelayS } = config;
  return { kind, severity, onDelayS, offDelayS, attributes: attributesIn(config, kind) };
}

function numberOf(value: number | boolean | string, tag: Tag): number[] {
  if (typeof value !== "string") return [Number(value)];
  return (tag.labels ?? []).filter(({ zh, en }) => zh === value || en === value).map((label) => label.value);
}

function wordOf(tag: Tag, value: number): LocalizedText {
  const label = tag.labels?.find((one) => one.value === value);
  if (label !== undefined) return { zh: label.zh, en: label.en };
  if (tag.type === "boolean") return value === 0 ? { zh: "否", en: "no" } : { zh: "是", en: "yes" };
  const digits = tag.type === "text" ? "?" : quantity(value, tag.unit);
  return { zh: digits, en: digits };
}

function backOf({ zh, en }: LocalizedText): LocalizedText {
  return { zh: `${zh}${BACK.zh}`, en: `${en} ${BACK.en}` };
}
