import type { BearingOrders } from "../../../edge/contracts/plant/bearing-orders.ts";
import { curveOf } from "../charts/curve.ts";
import { envelopeOf } from "../charts/envelope.ts";
import { bearingMarks, type LineMark, shaftMarks } from "../charts/line-marks.ts";
import { spectrumOf } from "../charts/spectrum.ts";
import { formatNumber } from "../data/format.ts";
import { unitSymbol } from "../data/units.ts";
import type { WaveformAnswer } from "../data/waveforms.ts";
import { t } from "../i18n/language.ts";

const [WIDTH, HEIGHT] = [320, 72];
/** Room above the curve for the letters of marks. */
const HEAD = 12;
/** Turns of the shaft up to which its own spectrum is drawn: imbalance, misalignment and looseness are the first. */
const ORDERS = 10;
/** How far the picture reaches beyond the highest marked line. */
const BEYOND = 1.15;

interface SpectraProps {
  readonly name: string;
  readonly wave: WaveformAnswer;
  readonly bearing: BearingOrders | undefined;
}

/** The amplitudes of a waveform by frequency, and those of its envelope with the lines of the bearing's parts. */
export function Spectra({ name, wave, bearing }: SpectraProps) {
  const { points, dt, unit, context } = wave;
  const shaftHz = (context.speedPerMin ?? 0) / 60;
  const spectrum = spectrumOf(points, dt);
  const envelope = bearing === undefined || !(shaftHz > 0) ? undefined : envelopeOf(points, dt);
  const marks = bearing === undefined ? [] : bearingMarks(bearing, shaftHz);
  const highest = Math.max(...marks.map(({ hz, multiples }) => hz * multiples));
  return (
    <>
      {spectrum === undefined ? null : (
        <Chart
          name={name}
          words={t("waveform.spectrum", {
            to: formatNumber(0.5 / dt, 0),
            hz: formatNumber(spectrum.peakHz, 1),
            amplitude: `${formatNumber(spectrum.peak)} ${unitSymbol(unit)}`.trimEnd(),
          })}
          amplitudes={spectrum.amplitudes}
          stepHz={spectrum.stepHz}
          marks={[]}
        />
      )}
      {spectrum === undefined || !(shaftHz > 0) ? null : (
        <Chart
          name={name}
          words={t("waveform.orders", { count: ORDERS })}
          amplitudes={spectrum.amplitudes.slice(0, Math.ceil((ORDERS * shaftHz) / spectrum.stepHz))}
          stepHz={spectrum.stepHz}
          marks={shaftMarks(shaftHz)}
        />
      )}
      {envelope === undefined ? null : (
        <Chart
          name={name}
          words={t("waveform.envelope", {
            to: formatNumber(highest * BEYOND, 0),
            from: formatNumber(envelope.bandHz[0], 0),
            until: formatNumber(envelope.bandHz[1], 0),
          })}
          amplitudes={withoutMean(envelope.amplitudes).slice(0, Math.ceil((highest * BEYOND) / envelope.stepHz))}
          stepHz={envelope.stepHz}
          marks={marks}
        />
      )}
    </>
  );
}

/** A Hann window spreads the mean over the first bins, where no part has its line. */
function withoutMean(amplitudes: readonly number[]): readonly number[] {
  return amplitudes.map((amplitude, bin) => (bin < 3 ? 0 : amplitude));
}

interface ChartProps {
  readonly name: string;
  readonly words: string;
  readonly amplitudes: readonly number[];
  readonly stepHz: number;
  readonly marks: readonly LineMark[];
}

function Chart({ name, words, amplitudes, stepHz, marks }: ChartProps) {
  const curve = curveOf(amplitudes, WIDTH, HEIGHT);
  if (curve === undefined) return null;
  const x = (hz: number) => (WIDTH * hz) / stepHz / Math.max(1, amplitudes.length - 1);
  const lines = marks.flatMap(({ letter, hz, multiples }) =>
    Array.from({ length: multiples }, (_, at) => ({ letter, isFirst: at === 0, x: x(hz * (at + 1)) })),
  );
  const list = marks.map(({ letter, part, hz }) =>
    t("waveform.mark", { letter, part: t(`waveform.mark-${part}`), hz: formatNumber(hz, 1) }),
  );
  return (
    <>
      <svg
        class="waveform-curve is-marked"
        viewBox={`0 ${-HEAD} ${WIDTH} ${HEIGHT + HEAD}`}
        role="img"
        aria-label={[`${name}: ${words}`, ...list].join(t("waveform.mark-separator"))}
      >
        {lines
          .filter((line) => line.x <= WIDTH)
          .map((line) => (
            <g key={`${line.letter} ${line.x}`} class={line.isFirst ? "line-mark" : "line-mark is-multiple"}>
              <line x1={line.x} x2={line.x} y1={0} y2={HEIGHT} />
              {line.isFirst ? (
                <text x={line.x} y={-3}>
                  {line.letter}
                </text>
              ) : null}
            </g>
          ))}
        <path d={curve.path} />
      </svg>
      <p class="waveform-note">{words}</p>
      {list.length === 0 ? null : <p class="waveform-note">{list.join(t("waveform.mark-separator"))}</p>}
    </>
  );
}
