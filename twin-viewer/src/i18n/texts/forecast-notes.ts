/** What an answer says of moved layouts and of ends that are foreseen. */
import type { Texts } from "../texts.ts";

export const forecastNoteTexts = {
  "forecast.moved-learnt": {
    en: "Moved: rides that get longer or shorter at {pace} s for a metre, learnt from this plant's lanes.",
    zh: "布局变动：行驶变长或变短的部分按每米 {pace} 秒计，由本厂路段学得。",
  },
  "forecast.moved-assumed": {
    en:
      "Moved: rides that get longer or shorter at an assumed {pace} s for a metre, from the speed that vehicles " +
      "declare: their lanes are too alike to learn it.",
    zh: "布局变动：行驶变长或变短的部分按假设的每米 {pace} 秒计，取自车辆标称速度，因为各路段长度相近，无法学得。",
  },
  "forecast.moved-walk": {
    en: "People carry pieces farther, at an assumed {pace} s for a metre, which nobody has measured here: {ways}.",
    zh: "人工搬运距离增加，按假设的每米 {pace} 秒计，未经本厂实测：{ways}。",
  },
  "forecast.moved-way": { en: "{from} → {to} {metres} m", zh: "{from} → {to} {metres} m" },
  "forecast.lives": {
    en:
      "Components whose end is foreseen (hours until then: 10, 50, 90 %), and good pieces that each costs on " +
      "average:",
    zh: "预计将失效的部件（距失效的小时数：10、50、90 % 分位），以及各自平均损失的合格件数：",
  },
  "forecast.life": {
    en: "{part}: {hours} h, fails in {share} of the runs, costs {lost}",
    zh: "{part}：{hours} 小时，在 {share} 的运行中失效，损失 {lost} 件",
  },
  "forecast.life-out": { en: "{part}: the machine is out already", zh: "{part}：设备已停机" },
  "forecast.life-not-in-model": { en: "{part}: the model has no such machine", zh: "{part}：模型中没有该设备" },
  "forecast.life-no-repair": {
    en: "{part}: left out, because no time to replace it is known (maintenance.plans)",
    zh: "{part}：未计入，因为更换所需时间未知（maintenance.plans）",
  },
  "forecast.lives-partial": {
    en: "The book of predictions reaches back to {from} only: others may be missing.",
    zh: "预测记录簿只能追溯到 {from}，可能有遗漏。",
  },
} as const satisfies Texts;
