/** The states that retained topics hold: predictions, standing alerts, figures. */
import { createHash } from "node:crypto";
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { PredictionBook } from "../contracts/health/prediction.ts";
import { type PredictionContext, predictionEntry } from "../contracts/health/prediction-entry.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { Kpi } from "../contracts/production/kpi.ts";
import { type AdviceBook, isUnderWay } from "../contracts/records/advice-book.ts";
import type { UnsInput } from "./context.ts";
import { adviceEntry, alertEntry, kpiEntry } from "./entries.ts";
import type { State } from "./state-topics.ts";
import { adviceTopic, alertTopic, kpiTopic, placeOfLine, predictionTopic } from "./topics.ts";

const KPIS_EVERY_US = 60e6;

export function predictionStates(
  predictions: Pick<PredictionBook, "current">,
  prefix: string,
  entry: PredictionContext,
): State[] {
  return predictions.current().map((change) => {
    const { assetUid, component } = change.prediction;
    // An asset that the config has no more keeps a topic of its own until its prediction is over.
    const path = entry.assetOf(assetUid)?.equipmentPath ?? `_assets/${assetUid}`;
    const payload = (): string => JSON.stringify(predictionEntry(change, entry));
    return { topic: predictionTopic(prefix, path, component), uid: change.eventUid, payload };
  });
}

export function alertStates(
  book: Pick<AlertBook, "standing">,
  topics: { readonly prefix: string; placeOf(assetUid: string): string },
  entry: PredictionContext,
): State[] {
  return book.standing().map((alert) => {
    const topic = alertTopic(topics.prefix, topics.placeOf(alert.assetUid), alert.alertUid);
    return stateOf(topic, JSON.stringify(alertEntry(alert, entry)));
  });
}

export function adviceStates(
  book: Pick<AdviceBook, "newestFirst">,
  topics: { readonly prefix: string; placeOf(assetUid: string | undefined): string },
  entry: PredictionContext,
): State[] {
  return [...book.newestFirst()].filter(isUnderWay).map((advice) => {
    const topic = adviceTopic(topics.prefix, topics.placeOf(advice.about.assetUid), advice.adviceUid);
    return stateOf(topic, JSON.stringify(adviceEntry(advice, entry)));
  });
}

/** The figures of lines and plant, asked for once a minute. */
export class Figures {
  #newest: readonly Kpi[] = [];
  #kpis: UnsInput["kpis"] | undefined;
  #changed: () => void = () => undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  follow(kpis: UnsInput["kpis"], changed: () => void): void {
    this.#kpis = kpis;
    this.#changed = changed;
  }

  tick(at: Micros): void {
    if (this.#kpis === undefined || Math.abs(at - this.#askedAt) < KPIS_EVERY_US) return;
    this.#askedAt = at;
    void Promise.resolve(this.#kpis.fresh()).then(
      (figures) => {
        this.#newest = figures;
        this.#changed();
      },
      // Books that do not answer leave the last figures, which say since when they are.
      () => undefined,
    );
  }

  states(prefix: string, plant: Plant, edgeUid: string): State[] {
    return this.#newest.map((kpi) =>
      stateOf(kpiTopic(prefix, placeOfLine(plant, kpi.scope), kpi.id), JSON.stringify(kpiEntry(kpi, edgeUid))),
    );
  }
}

function stateOf(topic: string, payload: string): State {
  const uid = createHash("sha256").update(payload).digest("base64url").slice(0, 22);
  return { topic, uid, payload: () => payload };
}
