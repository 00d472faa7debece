/** Texts for what may be wrong with an instrument. */
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { Signature } from "../../watch.ts";

/** Aspects of an instrument, in the order of the indications of each tag. */
export const ASPECTS = ["frozen", "noise", "lost", "fell"] as const;
export type Aspect = (typeof ASPECTS)[number];

/** An instrument's own defect explains deviations that other watches of the component see, so it comes first. */
const PRIOR = 20;

export const indicationOf = (tag: Tag, aspect: Aspect): string => `${tag.signal} ${aspect}`;

/** Signatures of one instrument's defects. */
export function signaturesOf(tag: Tag): readonly Signature[] {
  const { zh, en } = tag.name;
  const of = (kind: string, aspect: Aspect, words: Pick<Signature, "name" | "advice">): Signature => ({
    kind,
    endsAtOnce: true,
    ...words,
    signs: { [indicationOf(tag, aspect)]: 1 },
    prior: PRIOR,
  });
  return [
    of("sensor-stuck", "frozen", {
      name: { zh: `${zh}测量值卡住`, en: `stuck instrument (${en})` },
      advice: {
        zh: "检查该传感器及其变送器；在此之前不要相信该读数。",
        en: "Check this sensor and its transmitter; do not trust its reading until then.",
      },
    }),
    of("sensor-noisy", "noise", {
      name: { zh: `${zh}测量噪声过大`, en: `noisy instrument (${en})` },
      advice: {
        zh: "检查屏蔽、接地和接线端子。",
        en: "Check shield, earth and terminals.",
      },
    }),
    of("sensor-dropped", "lost", {
      name: { zh: `${zh}测量失效`, en: `failed instrument (${en})` },
      advice: {
        zh: "检查传感器接线，必要时更换。",
        en: "Check the wiring, and replace the sensor if necessary.",
      },
    }),
    of("counter-reset", "fell", {
      name: { zh: `${zh}计数复位`, en: `counter reset (${en})` },
      advice: {
        zh: "记录复位前的读数，检查电池或更换记录。",
        en: "Note the count before the reset, and check battery and records of replacement.",
      },
    }),
  ];
}

export const TITLES: Readonly<Record<Aspect, { readonly zh: string; readonly en: string }>> = {
  frozen: { zh: "相同读数的次数", en: "Equal readings in a row" },
  noise: { zh: "测量噪声", en: "Noise of the instrument" },
  lost: { zh: "失效时间", en: "Time without a valid reading" },
  fell: { zh: "计数减少", en: "Fall of the counter" },
};

export const MEANINGS: Readonly<Record<Aspect, { readonly zh: string; readonly en: string }>> = {
  frozen: {
    zh: "正常的仪表因噪声不断变化；长时间完全相同的读数表示仪表卡住。",
    en: "Noise always moves the reading of a sound instrument; equal readings for a long time mean that it is stuck.",
  },
  noise: {
    zh: "相邻读数之间的离散程度，与同样工况下的平时值比较。",
    en: "Scatter between neighbouring readings, compared with what is usual in the same regime.",
  },
  lost: {
    zh: "仪表自己报告失效，而同一设备的其他仪表正常。",
    en: "The instrument itself reports a failure, while others of the machine are fine.",
  },
  fell: {
    zh: "只增不减的计数变小了。",
    en: "A count that should only rise has fallen.",
  },
};
