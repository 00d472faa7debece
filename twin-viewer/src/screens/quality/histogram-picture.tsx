import type { Histogram } from "../../../../edge/contracts/quality/capability.ts";
import { formatNumber } from "../../data/format.ts";
import type { CapabilityAnswer } from "../../data/quality-api.ts";
import { t } from "../../i18n/language.ts";
import { decimalsOfSpread } from "./chart-shape.ts";
import { toleranceText } from "./quality-words.ts";

const [WIDTH, HEIGHT, TOP] = [420, 130, 18];

interface PictureProps {
  readonly answer: CapabilityAnswer;
  readonly histogram: Histogram;
  readonly capability: NonNullable<CapabilityAnswer["capability"]>;
}

/** Values by how often they were measured, between the limits of the feature. */
export function HistogramPicture({ answer, histogram, capability }: PictureProps) {
  const { from, width, counts } = histogram;
  const to = from + width * counts.length;
  const { lower, upper } = answer;
  const least = Math.min(from, lower ?? from);
  const most = Math.max(to, upper ?? to);
  const air = (most - least) * 0.08;
  const x = (value: number) => (WIDTH * (value - least + air)) / (most - least + 2 * air);
  const high = Math.max(...counts);
  const text = (value: number) => formatNumber(value, decimalsOfSpread(capability.sigmaOverall));
  const { count, beyond } = capability;
  const name = t("spc.histogram-figure", {
    ...{ count, beyond, from: text(from), to: text(to), tolerance: toleranceText(answer, text) },
  });
  return (
    <figure class="spc-histogram">
      <figcaption>{t("spc.histogram")}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name}>
        {counts.map((one, at) => {
          const tall = ((HEIGHT - TOP) * one) / high;
          return one === 0 ? null : (
            <rect
              key={at}
              class="spc-bar"
              x={x(from + at * width)}
              y={HEIGHT - tall}
              width={Math.max(1, x(from + width) - x(from) - 1)}
              height={tall}
            />
          );
        })}
        {lower === null ? null : <Limit at={x(lower)} name={t("spc.lsl", { value: text(lower) })} />}
        {upper === null ? null : <Limit at={x(upper)} name={t("spc.usl", { value: text(upper) })} />}
        <line class="spc-centre" x1={x(capability.mean)} x2={x(capability.mean)} y1={TOP} y2={HEIGHT} />
      </svg>
      <p class="chart-range">{name}</p>
    </figure>
  );
}

function Limit({ at, name }: { at: number; name: string }) {
  return (
    <>
      <line class="chart-limit" x1={at} x2={at} y1={TOP} y2={HEIGHT} />
      <text class="spc-letters" x={at} y={12} text-anchor={at < WIDTH / 2 ? "start" : "end"}>
        {name}
      </text>
    </>
  );
}
