import { useState } from "preact/hooks";
import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import { type ChartAnswer, freezeLimits } from "../../data/quality-api.ts";
import { FEWEST_SUBGROUPS, type FeatureRow, numbersIn, usedSubgroups } from "../../data/quality-rows.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { Dialog } from "../../panels/dialog.tsx";
import { Field } from "../../panels/work-items/field.tsx";
import { Failure, useSending } from "../../panels/work-items/sending.tsx";
import { machineText } from "./feature-list.tsx";

const MOST_COMMENT = 1000;

interface DialogProps {
  readonly row: FeatureRow;
  readonly chart: ChartAnswer;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks from which subgroups limits are to be computed, says what that does, and freezes them. */
export function FreezeDialog({ row, chart, onClose, onDone }: DialogProps) {
  const last = (row.series?.subgroups ?? 1) - 1;
  const [from, setFrom] = useState(chart.first);
  const [to, setTo] = useState(Math.min(last, chart.first + chart.times.length - 1));
  const [left, setLeft] = useState("");
  const [comment, setComment] = useState("");
  const [isSure, setSure] = useState(false);
  const { failure, isSending, send } = useSending(onDone);
  const excluded = numbersIn(left);
  const used = usedSubgroups(from, to, excluded ?? []);
  const isUnsaid = (excluded?.length ?? 0) > 0 && comment.trim() === "";
  const isBlocked = isSending || !isSure || excluded === undefined || used < FEWEST_SUBGROUPS || isUnsaid;
  const submit = (event: Event) => {
    event.preventDefault();
    const said = comment.trim();
    const { plan, machine } = row;
    send(() =>
      freezeLimits({ plan, machine, from, to, excluded: excluded ?? [], ...(said === "" ? {} : { comment: said }) }),
    );
  };
  return (
    <Dialog label={t("spc.freeze")} kind="shelve" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>
          {t("spc.freeze")} · {local(row.feature.name)} {machineText(row)}
        </h2>
        <p class="dialog-note">
          {t("spc.freeze-does")} {t("spc.freeze-record", { version: (chart.limits?.version ?? 0) + 1 })}
        </p>
        <NumberField name={t("spc.freeze-from")} value={from} most={last} onSet={setFrom} />
        <NumberField name={t("spc.freeze-to")} value={to} most={last} onSet={setTo} />
        <LineField name={t("spc.freeze-excluded")} value={left} onSet={setLeft} />
        <LineField name={t("spc.freeze-comment")} value={comment} onSet={setComment} />
        <Used chart={chart} from={from} to={to} used={used} />
        {excluded === undefined ? <p class="failure">{t("spc.freeze-numbers")}</p> : null}
        <label class="choice">
          <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.currentTarget.checked)} />{" "}
          {t("spc.freeze-sure")}
        </label>
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t("work.cancel")}
          </button>
          <ActButton asks="limits" type="submit" class="button primary" disabled={isBlocked}>
            {t("spc.freeze")}
          </ActButton>
        </p>
      </form>
    </Dialog>
  );
}

function Used({ chart, from, to, used }: { chart: ChartAnswer; from: number; to: number; used: number }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const clock = (number: number) => {
    const time = chart.times[number - chart.first];
    return time == null ? t("spc.freeze-unknown") : clockOrMoment(Date.parse(time), zone, edgeNowMs());
  };
  return (
    <p>
      {t("spc.freeze-used", { count: used, from: clock(from), to: clock(to) })}{" "}
      {used < FEWEST_SUBGROUPS ? <strong>{t("spc.freeze-few", { least: FEWEST_SUBGROUPS })}</strong> : null}
    </p>
  );
}

interface NumberProps {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly onSet: (value: number) => void;
}

function NumberField({ name, value, most, onSet }: NumberProps) {
  return (
    <Field name={name}>
      {(id) => (
        <input
          id={id}
          type="number"
          required
          min={0}
          max={most}
          step={1}
          value={value}
          onInput={(event) => onSet(Math.max(0, Math.floor(event.currentTarget.valueAsNumber) || 0))}
        />
      )}
    </Field>
  );
}

function LineField({ name, value, onSet }: { name: string; value: string; onSet: (value: string) => void }) {
  return (
    <Field name={name}>
      {(id) => (
        <input
          id={id}
          type="text"
          maxLength={MOST_COMMENT}
          value={value}
          onInput={(event) => onSet(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
