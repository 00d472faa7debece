import { useEffect, useState } from "preact/hooks";
import type { BearingOrders } from "../../../edge/contracts/plant/bearing-orders.ts";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { curveOf, curveOver } from "../charts/curve.ts";
import { wordsOf } from "../data/api.ts";
import { usePlant, useSession } from "../data/context.ts";
import { formatAge, formatClock, formatNumber } from "../data/format.ts";
import { edgeNowMs, moment, second } from "../data/signals.ts";
import { unitSymbol } from "../data/units.ts";
import { fetchWaveform, positionBeside, type WaveformAnswer, type WaveformWish } from "../data/waveforms.ts";
import { local, t } from "../i18n/language.ts";
import { Spectra } from "./spectra.tsx";

const WIDTH = 320;
const HEIGHT = 72;

interface WaveformsProps {
  readonly tags: readonly Tag[];
  /** Draws the spectrum below the curve, where the waveform is over time. */
  readonly withSpectrum?: boolean;
  /** The bearing whose lines are marked in the spectrum of the envelope. */
  readonly bearing?: BearingOrders | undefined;
}

/** The newest waveform of each fast signal: curve, time and operating conditions. */
export function Waveforms({ tags, withSpectrum = false, bearing }: WaveformsProps) {
  const fast = tags.filter((tag) => tag.type === "waveform");
  return (
    <>
      {fast.map((tag) => (
        <Waveform
          key={tag.ref}
          tag={tag}
          over={positionBeside(tag, fast)}
          withSpectrum={withSpectrum}
          bearing={bearing}
        />
      ))}
    </>
  );
}

interface Shown {
  readonly wave: WaveformAnswer;
  /** The curve for the x axis, if both are of one recording. */
  readonly over: WaveformAnswer | undefined;
}

interface WaveformProps {
  readonly tag: Tag;
  readonly over: Tag | undefined;
  readonly withSpectrum: boolean;
  readonly bearing: BearingOrders | undefined;
}

function Waveform({ tag, over, withSpectrum, bearing }: WaveformProps) {
  const [shown, failure] = useNewest(tag, over);
  return (
    <div class="waveform">
      <h3>{local(tag.name)}</h3>
      {shown === undefined ? (
        <p class="empty">{failure ?? t("waveform.loading")}</p>
      ) : (
        <Figure tag={tag} overTag={over} shown={shown} />
      )}
      {withSpectrum && over === undefined && shown !== undefined ? (
        <Spectra name={local(tag.name)} wave={shown.wave} bearing={bearing} />
      ) : null}
    </div>
  );
}

/** In fast replay, interval between requests for curves, in replayed time. */
const PAST_STEP_MS = 2_000;

/** Requested when the stream announces a new one, or the page's time changes. */
function useNewest(tag: Tag, over: Tag | undefined): [Shown | undefined, string | undefined] {
  const { mirror } = useSession();
  second.value;
  const past = moment.value;
  const atMs = past === null ? undefined : Math.ceil(past.atMs / PAST_STEP_MS) * PAST_STEP_MS;
  const [state, setState] = useState<{ readonly shown?: Shown; readonly failure?: string }>({});
  // As text: a tag without data has the time NaN, and NaN never equals NaN.
  const asked = `${tag.tagUid} ${atMs ?? `live ${mirror.time(tag.ref)}`}`;
  useEffect(() => {
    let stopped = false;
    const wishFor = ({ ref }: Tag): WaveformWish =>
      atMs === undefined ? { has: !Number.isNaN(mirror.time(ref)) } : { atMs };
    fetchShown(tag, over, wishFor).then(
      (shown) =>
        stopped ||
        setState(
          shown === undefined ? { failure: t(atMs === undefined ? "waveform.none" : "waveform.none-then") } : { shown },
        ),
      (error: unknown) => stopped || setState({ failure: t("waveform.failed", { reason: wordsOf(error) }) }),
    );
    return () => {
      stopped = true;
    };
  }, [asked, over?.tagUid]);
  return [state.shown, state.failure];
}

/** Two curves are drawn over each other only when they are of one recording. */
async function fetchShown(
  tag: Tag,
  over: Tag | undefined,
  wishFor: (tag: Tag) => WaveformWish,
): Promise<Shown | undefined> {
  const [wave, beside] = await Promise.all([
    fetchWaveform(tag.tagUid, wishFor(tag)),
    over === undefined ? undefined : fetchWaveform(over.tagUid, wishFor(over)),
  ]);
  if (wave === undefined) return undefined;
  return { wave, over: beside?.time === wave.time && beside.n === wave.n ? beside : undefined };
}

function Figure({ tag, overTag, shown: { wave, over } }: { tag: Tag; overTag: Tag | undefined; shown: Shown }) {
  const curve =
    over === undefined
      ? curveOf(wave.points, WIDTH, HEIGHT)
      : curveOver(wave.points, over.points, { width: WIDTH, height: HEIGHT });
  if (curve === undefined)
    return (
      <p class="empty">
        {t("waveform.bad", { status: `0x${wave.status.toString(16).padStart(8, "0").toUpperCase()}` })}
      </p>
    );
  const unit = unitSymbol(wave.unit);
  const range = `${formatNumber(curve.low)} … ${formatNumber(curve.high)} ${unit}`;
  const seconds = (wave.n - 1) * wave.dt;
  const across =
    over === undefined || overTag === undefined
      ? t("waveform.span", { n: formatNumber(wave.n, 0), span: formatNumber(seconds) })
      : t("waveform.over", { n: formatNumber(wave.n, 0), name: local(overTag.name) });
  return (
    <>
      <svg
        class="waveform-curve"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${local(tag.name)}: ${range}, ${across}`}
      >
        <path d={curve.path} />
      </svg>
      <p class="waveform-note">
        {range} · {across}
      </p>
      <p class="waveform-note">
        <Taken wave={wave} />
      </p>
    </>
  );
}

function Taken({ wave }: { wave: WaveformAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  second.value;
  const ms = Date.parse(wave.time ?? "");
  const { speedPerMin, tool, program, pieceId } = wave.context;
  const parts = [
    ...(Number.isNaN(ms)
      ? []
      : [t("waveform.taken", { time: formatClock(ms, zone), age: formatAge(edgeNowMs() - ms) })]),
    ...(wave.status === 0 ? [] : [t("waveform.doubtful")]),
    ...(speedPerMin === null ? [] : [`${formatNumber(speedPerMin, 0)} /min`]),
    ...(tool === null ? [] : [t("waveform.tool", { tool })]),
    ...(program === null ? [] : [program]),
    ...(pieceId === null ? [] : [pieceId]),
  ];
  return <>{parts.join(" · ")}</>;
}
