import type { ApiDeps } from "../../../edge/api/server.ts";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { TrendQuestion } from "../../../edge/contracts/path/historian.ts";

/** A historian with one trend, which records the queries. */
export function fakeHistory(
  questions: TrendQuestion[],
): Pick<ApiDeps, "historian" | "events" | "replay" | "waveforms"> {
  return {
    historian: {
      trend: async (question) => {
        questions.push(question);
        return {
          ref: question.ref,
          times: [question.from, question.from + 1],
          min: [1, null],
          max: [3, null],
          mean: [2, Number.NaN],
          last: [3, null],
          doubtful: [false, true],
        };
      },
      raw: async () => ({ times: [], values: [], texts: [], statuses: [] }),
      aggregates: async () => [],
      stateDurations: async () => [],
      aligned: async () => ({ times: [], values: [] }),
    },
    events: { events: async () => [] },
    replay: {
      range: async () => undefined,
      keyframe: async (at) => ({ at, samples: new BatchBuilder().finish(at), alerts: [] }),
      stretch: async ({ from, to }) => ({
        from,
        to,
        samples: new BatchBuilder().finish(to),
        events: [],
        alertChanges: [],
      }),
    },
    waveforms: { waveforms: async () => [], waveform: async () => undefined },
  };
}
