import { useState } from "preact/hooks";
import type { SamplingPlan } from "../../../../edge/contracts/quality/incoming.ts";
import { wordsOf } from "../../data/api.ts";
import { judgeLot, type LotAnswer } from "../../data/lots-api.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";

interface LotResultFormProps {
  readonly lot: LotAnswer;
  /** Undefined: no plan fits; one unit without a fault is enough. */
  readonly plan: SamplingPlan | undefined;
  readonly onDone: () => void;
}

/** Asks for the result of an incoming inspection, and says what it means before it is entered. */
export function LotResultForm({ lot: { lot, result }, plan, onDone }: LotResultFormProps) {
  const { sample, accept } = plan ?? { sample: 1, accept: 0 };
  const [inspected, setInspected] = useState(result?.inspected ?? sample);
  const [nonconforming, setNonconforming] = useState(result?.nonconforming ?? 0);
  const [isConditional, setConditional] = useState(false);
  const [comment, setComment] = useState("");
  const [failure, setFailure] = useState("");
  const isRejected = nonconforming > accept;
  const letsPass = isRejected && isConditional;
  const meaning = letsPass ? "conditional" : isRejected ? "rejected" : inspected >= sample ? "accepted" : "open";
  const isWhole = inspected >= 1 && nonconforming >= 0 && nonconforming <= inspected;
  const said = comment.trim();
  const submit = (event: Event) => {
    event.preventDefault();
    const facts = { lot, version: result?.version ?? 0, inspected, nonconforming, isConditional: letsPass };
    judgeLot({ ...facts, ...(said === "" ? {} : { comment: said }) }).then(onDone, (error: unknown) =>
      setFailure(t("lots.failed", { reason: wordsOf(error) })),
    );
  };
  return (
    <form class="lot-form" onSubmit={submit}>
      <Count name={t("lots.inspected")} least={1} value={inspected} onSet={setInspected} />
      <Count name={t("lots.nonconforming")} least={0} value={nonconforming} onSet={setNonconforming} />
      <label class="lot-text">
        {t("lots.comment")}{" "}
        <input
          type="text"
          maxLength={1000}
          value={comment}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      </label>
      {isRejected ? (
        <label>
          <input
            type="checkbox"
            checked={isConditional}
            onChange={(event) => setConditional(event.currentTarget.checked)}
          />{" "}
          {t("lots.let-pass")}
        </label>
      ) : null}
      <p class="room-advisory" role="status">
        {t(`lots.means-${meaning}`, { accept, sample })}
      </p>
      <ActButton asks="operate" type="submit" class="button" disabled={!isWhole || (letsPass && said === "")}>
        {t("lots.enter")}
      </ActButton>
      {failure === "" ? null : <p role="alert">{failure}</p>}
    </form>
  );
}

interface CountProps {
  readonly name: string;
  readonly least: number;
  readonly value: number;
  readonly onSet: (value: number) => void;
}

function Count({ name, least, value, onSet }: CountProps) {
  return (
    <label>
      {name}{" "}
      <input
        type="number"
        min={least}
        max={1_000_000}
        required
        value={value}
        onInput={(event) => onSet(Math.round(event.currentTarget.valueAsNumber) || least)}
      />
    </label>
  );
}
