import { useState } from "preact/hooks";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { NextJob } from "../../../../edge/contracts/production/dispatch.ts";
import { wordsOf } from "../../data/api.ts";
import { clearJob } from "../../data/dispatch-api.ts";
import { t } from "../../i18n/language.ts";
import { AskTwice } from "../../panels/ask-twice.tsx";

interface OverJobProps {
  readonly asset: AssetUid;
  readonly machine: string;
  readonly job: NextJob;
  readonly onCleared: () => void;
}

/** A job that the machine lists as over, with pieces left: cleared there, the rest can be given (rule DI31). */
export function OverJob({ asset, machine, job, onCleared }: OverJobProps) {
  const [isClearing, setClearing] = useState(false);
  const [failure, setFailure] = useState("");
  const { jobId, order, quantity, done } = job;
  const clear = () => {
    setClearing(true);
    setFailure("");
    void clearJob(asset, jobId)
      .then(
        ({ job: listed, isReadBack }) => {
          if (!isReadBack) setFailure(t("jobs.clear-unread"));
          else if (listed !== null) setFailure(t("jobs.clear-listed"));
          onCleared();
        },
        (error: unknown) => setFailure(t("jobs.not-done", { reason: wordsOf(error) })),
      )
      .finally(() => setClearing(false));
  };
  return (
    <>
      {isClearing ? (
        <p role="status">{t("jobs.clearing", { machine })}</p>
      ) : (
        <AskTwice
          asks="dispatch"
          text={t("jobs.clear-over")}
          name={t("jobs.clear-named", { machine, order })}
          question={t("jobs.clear-sure", { machine, quantity: Math.max(1, quantity - (done ?? 0)) })}
          sure={t("jobs.clear-over")}
          keep={t("jobs.keep")}
          onAct={clear}
        />
      )}
      {failure === "" ? null : (
        <p class="job-alarm" role="alert">
          ▲ {failure}
        </p>
      )}
    </>
  );
}
