import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { fetchGenealogy } from "../../data/genealogy.ts";
import { fetchPieces } from "../../data/production-api.ts";
import { t } from "../../i18n/language.ts";
import { Dialog } from "../../panels/dialog.tsx";
import { TimeField } from "../../panels/time-field.tsx";
import { type Compared, DAY_S, fixed } from "./board.ts";
import { assetsOf } from "./load.ts";
import { type Operation, operationAt } from "./piece-span.ts";
import { board, change, shownSpan } from "./state.ts";

const MOST = 6;
const MOST_PIECES = 50;
const SETTLE_MS = 200;

/** The dialog that lays another time over the shown one, and the times that lie there. */
export function CompareButton() {
  const [isOpen, setOpen] = useState(false);
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (
    <>
      <button type="button" class="button small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t("explore.compare")}
      </button>
      {board.value.compare.map((one, i) => (
        <button
          key={JSON.stringify(one)}
          type="button"
          class="button small"
          title={t("explore.compare-remove")}
          onClick={() => change((before) => ({ ...before, compare: before.compare.filter((_, j) => j !== i) }))}
        >
          {sayCompared(one, zone)} ×
        </button>
      ))}
      {isOpen ? <CompareDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function sayCompared(one: Compared, zone: string): string {
  if (one.kind === "aligned") return one.name ?? formatMoment(one.fromMs, zone);
  if (one.seconds === DAY_S) return t("explore.compare-day");
  return one.seconds === 7 * DAY_S ? t("explore.compare-week") : t("explore.compare-before");
}

function add(compared: Compared): void {
  change((before) => ({ ...before, compare: [...before.compare, compared].slice(-MOST) }));
}

function CompareDialog({ onClose }: { onClose: () => void }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { fromMs, toMs } = shownSpan.value;
  const [chosenMs, setChosen] = useState(fromMs - DAY_S * 1000);
  const pick = (compared: Compared) => {
    add(compared);
    onClose();
  };
  return (
    <Dialog label={t("explore.compare")} kind="explore" onClose={onClose}>
      <div class="card-head">
        <h2>{t("explore.compare")}</h2>
        <button type="button" class="button small" onClick={onClose}>
          {t("help.close")}
        </button>
      </div>
      <div class="explore-form">
        <button type="button" class="button" onClick={() => pick({ kind: "offset", seconds: DAY_S })}>
          {t("explore.compare-day")}
        </button>
        <button type="button" class="button" onClick={() => pick({ kind: "offset", seconds: 7 * DAY_S })}>
          {t("explore.compare-week")}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => pick({ kind: "offset", seconds: Math.max(1, Math.round((toMs - fromMs) / 1000)) })}
        >
          {t("explore.compare-before")}
        </button>
      </div>
      <h3>{t("explore.compare-chosen")}</h3>
      <div class="explore-form">
        <TimeField
          looks="explore-time"
          label={t("explore.compare-from")}
          ms={chosenMs}
          zone={zone}
          onChange={setChosen}
        />
        <button
          type="button"
          class="button"
          onClick={() => pick({ kind: "aligned", fromMs: chosenMs, toMs: chosenMs + toMs - fromMs, anchorMs: fromMs })}
        >
          {t("explore.compare-add")}
        </button>
      </div>
      <PieceForm onDone={onClose} />
    </Dialog>
  );
}

/** Two pieces on one machine, from the beginning of the operation on each. */
function PieceForm({ onDone }: { onDone: () => void }) {
  const index = usePlant();
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const [failure, setFailure] = useState("");
  const stations = index === null ? [] : assetsOf(board.value, index).map(({ label }) => label);
  const [station, setStation] = useState(stations[0] ?? "");
  const pieces = usePieces(second === "" ? first : second);
  const compare = async () => {
    try {
      const [one, other] = await Promise.all(
        [first, second].map(async (piece): Promise<Operation> => {
          const found = operationAt(await fetchGenealogy("piece", piece.trim()), station);
          if (found === undefined) throw new Error(t("explore.no-operation", { piece, station }));
          return found;
        }),
      );
      if (one === undefined || other === undefined) return;
      change((before) => ({ ...before, span: fixed(one) }));
      add({ kind: "aligned", fromMs: other.fromMs, toMs: other.toMs, anchorMs: one.fromMs, name: second.trim() });
      onDone();
    } catch (error) {
      setFailure(wordsOf(error));
    }
  };
  if (stations.length === 0) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void compare();
      }}
    >
      <h3>{t("explore.compare-pieces")}</h3>
      <div class="explore-form">
        <select
          class="explore-select"
          aria-label={t("explore.station")}
          value={station}
          onChange={(event) => setStation(event.currentTarget.value)}
        >
          {stations.map((label) => (
            <option key={label} value={label}>
              {label}
            </option>
          ))}
        </select>
        <input
          class="explore-input"
          required
          list="explore-pieces"
          aria-label={t("explore.piece")}
          placeholder={t("explore.piece")}
          value={first}
          onInput={(event) => setFirst(event.currentTarget.value)}
        />
        <input
          class="explore-input"
          required
          list="explore-pieces"
          aria-label={t("explore.piece-with")}
          placeholder={t("explore.piece-with")}
          value={second}
          onInput={(event) => setSecond(event.currentTarget.value)}
        />
        <datalist id="explore-pieces">
          {pieces.map((piece) => (
            <option key={piece} value={piece} />
          ))}
        </datalist>
        <button type="submit" class="button">
          {t("explore.compare-add")}
        </button>
      </div>
      {failure === "" ? null : (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
    </form>
  );
}

/** Pieces whose number has the typed text, to choose from. Without an answer the number is typed whole. */
function usePieces(text: string): readonly string[] {
  const [pieces, setPieces] = useState<readonly string[]>([]);
  useEffect(() => {
    const timer = setTimeout(
      () =>
        void fetchPieces({ atMs: undefined, text: text.trim(), place: null, limit: MOST_PIECES }).then(
          (answer) => setPieces(answer.pieces.map(({ piece }) => piece)),
          () => setPieces([]),
        ),
      SETTLE_MS,
    );
    return () => clearTimeout(timer);
  }, [text]);
  return pieces;
}
